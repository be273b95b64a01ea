import { serialize, type Document } from 'bson';

/** MongoDB's wire protocol, as far as drivers of today use it: OP_MSG, and OP_QUERY for the first hello. */

export const MAX_MESSAGE_BYTES = 48_000_000;

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** A request: the command document and, beside it, the document sequences (concatenated BSON) sent with it. */
export interface Request {
  requestId: number;
  kind: 'msg' | 'query';
  body: Buffer;
  sequences: ReadonlyMap<string, Buffer>;
  /** Database named by an OP_QUERY's `db.$cmd`; an OP_MSG names it in `$db`. */
  queryDatabase: string | null;
  expectsReply: boolean;
}

/** Bytes of the message at the start of `buffer`, or undefined while its header is incomplete. Throws if too long. */
export function messageLength(buffer: Buffer): number | undefined {
  if (buffer.length < 4) return undefined;
  const length = buffer.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw new RangeError(`message of ${length} bytes`);
  return length;
}

/** Takes one whole message apart. Throws a RangeError when it is malformed or of a kind that is not served. */
export function parseRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return parseMsg(message, requestId);
  if (opCode === OP_QUERY) return parseQuery(message, requestId);
  throw new RangeError(`unsupported wire protocol operation ${opCode}`);
}

function parseMsg(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(HEADER_BYTES);
  const end = (flags & CHECKSUM_PRESENT) === 0 ? message.length : message.length - 4;
  const sequences = new Map<string, Buffer>();
  let body: Buffer | undefined;
  let position = HEADER_BYTES + 4;
  while (position < end) {
    const kind = message.readUInt8(position);
    position += 1;
    const size = message.readInt32LE(position);
    if (size < 5 || position + size > end) throw new RangeError('message section is longer than its message');
    if (kind === 0) {
      body = message.subarray(position, position + size);
    } else if (kind === 1) {
      const nameEnd = message.indexOf(0, position + 4);
      const name = message.toString('utf8', position + 4, nameEnd);
      sequences.set(name, message.subarray(nameEnd + 1, position + size));
    } else {
      throw new RangeError(`unknown message section ${kind}`);
    }
    position += size;
  }
  if (body === undefined) throw new RangeError('message without a command');
  return {
    requestId,
    kind: 'msg',
    body,
    sequences,
    queryDatabase: null,
    expectsReply: (flags & MORE_TO_COME) === 0,
  };
}

function parseQuery(message: Buffer, requestId: number): Request {
  const nameStart = HEADER_BYTES + 4;
  const nameEnd = message.indexOf(0, nameStart);
  const bodyStart = nameEnd + 1 + 8;
  const body = message.subarray(bodyStart, bodyStart + message.readInt32LE(bodyStart));
  const queryDatabase = message.toString('utf8', nameStart, nameEnd).split('.')[0] ?? 'admin';
  return { requestId, kind: 'query', body, sequences: new Map(), queryDatabase, expectsReply: true };
}

let lastReplyId = 0;

/** The reply's head and its BSON, to be written one after the other (so that large documents are not copied). */
export function encodeReply(request: Request, reply: Buffer | Document): [Buffer, Buffer] {
  const document = Buffer.isBuffer(reply) ? reply : Buffer.from(serialize(reply));
  lastReplyId = (lastReplyId + 1) & 0x7fffffff;
  const head = Buffer.alloc(request.kind === 'msg' ? HEADER_BYTES + 5 : HEADER_BYTES + 20);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(lastReplyId, 4);
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(request.kind === 'msg' ? OP_MSG : OP_REPLY, 12);
  if (request.kind === 'query') head.writeInt32LE(1, HEADER_BYTES + 16);
  return [head, document];
}
