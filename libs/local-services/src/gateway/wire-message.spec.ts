import { describe, expect, it } from '@jest/globals';
import { BSON, type Document } from 'bson';
import { readCommand } from './command.js';
import { encodeReply, MAX_MESSAGE_BYTES, messageLength, parseRequest } from './wire-message.js';

const OP_QUERY = 2004;
const OP_MSG = 2013;

const bytes = (document: Document): Buffer => Buffer.from(BSON.serialize(document));

function message(opCode: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(42, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

const int32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
};

const bodySection = (document: Document): Buffer => Buffer.concat([Buffer.from([0]), bytes(document)]);

function sequenceSection(name: string, documents: Document[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map(bytes)]);
  return Buffer.concat([Buffer.from([1]), int32(content.length + 4), content]);
}

describe('OP_MSG', () => {
  it('gives the command and the document sequence as they came', () => {
    const documents = [{ a: 1 }, { a: 2 }];
    const sections = [sequenceSection('documents', documents), bodySection({ insert: 'things', $db: 'test' })];
    const request = parseRequest(message(OP_MSG, int32(0), ...sections));
    expect(request).toMatchObject({ requestId: 42, kind: 'msg', expectsReply: true });
    expect(BSON.deserialize(request.body)).toEqual({ insert: 'things', $db: 'test' });
    expect(request.sequences.get('documents')).toEqual(Buffer.concat(documents.map(bytes)));
  });

  it('passes a checksum over and notes that no reply is wanted', () => {
    const request = parseRequest(message(OP_MSG, int32(1 | 2), bodySection({ ping: 1 }), int32(-1)));
    expect(request.expectsReply).toBe(false);
    expect(BSON.deserialize(request.body)).toEqual({ ping: 1 });
  });

  it.each([
    ['has no command', message(OP_MSG, int32(0))],
    ['has an unknown section', message(OP_MSG, int32(0), Buffer.from([9]), bytes({}))],
    ['has a section that is too long', message(OP_MSG, int32(0), Buffer.from([0]), int32(999))],
    ['is of another kind', message(2001, int32(0))],
  ])('is refused when it %s', (_what, broken) => {
    expect(() => parseRequest(broken)).toThrow(RangeError);
  });

  it('is answered to its sender', () => {
    const request = parseRequest(message(OP_MSG, int32(0), bodySection({ ping: 1 })));
    const reply = Buffer.concat(encodeReply(request, { ok: 1 }));
    expect(reply.readInt32LE(0)).toBe(reply.length);
    expect(reply.readInt32LE(8)).toBe(42);
    expect(reply.readInt32LE(12)).toBe(OP_MSG);
    expect(BSON.deserialize(reply.subarray(21))).toEqual({ ok: 1 });
  });
});

describe('OP_QUERY', () => {
  const hello = message(OP_QUERY, int32(0), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), bytes({ hello: 1 }));

  it('gives the command and its database', () => {
    const command = readCommand(parseRequest(hello));
    expect(command).toMatchObject({ name: 'hello', database: 'admin' });
  });

  it('is answered by an OP_REPLY with one document', () => {
    const reply = Buffer.concat(encodeReply(parseRequest(hello), bytes({ ok: 1 })));
    expect(reply.readInt32LE(12)).toBe(1);
    expect(reply.readInt32LE(32)).toBe(1);
    expect(BSON.deserialize(reply.subarray(36))).toEqual({ ok: 1 });
  });
});

describe('messageLength', () => {
  it('waits for the first four bytes and refuses what cannot be', () => {
    expect(messageLength(Buffer.alloc(3))).toBeUndefined();
    expect(messageLength(int32(100))).toBe(100);
    expect(() => messageLength(int32(3))).toThrow(RangeError);
    expect(() => messageLength(int32(MAX_MESSAGE_BYTES + 1))).toThrow(RangeError);
  });
});

describe('readCommand', () => {
  it('reads what belongs to sessions, transactions and cursors', () => {
    const id = new BSON.UUID('00112233-4455-6677-8899-aabbccddeeff');
    const command = readCommand(
      parseRequest(
        message(
          OP_MSG,
          int32(0),
          bodySection({
            getMore: BSON.Long.fromNumber(77),
            collection: 'things',
            lsid: { id },
            txnNumber: BSON.Long.fromNumber(5),
            startTransaction: true,
            autocommit: false,
            $db: 'test',
          }),
        ),
      ),
    );
    expect(command).toMatchObject({
      name: 'getMore',
      database: 'test',
      collection: 'things',
      cursorId: 77n,
      session: '00112233445566778899aabbccddeeff',
      txnNumber: 5n,
      startTransaction: true,
      inTransaction: true,
    });
  });
});
