import type { IncomingMessage } from 'node:http';

/** Longer than an e-mail address and a password can be. */
const MAX_BYTES = 4_096;

/** Reads a small form as browsers send it; what is longer than 4 kB, or not sent to the end, counts as empty. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= MAX_BYTES) parts.push(part);
  }
  return new URLSearchParams(bytes > MAX_BYTES ? '' : Buffer.concat(parts).toString('utf8'));
}
