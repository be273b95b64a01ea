import { request, type IncomingMessage } from 'node:http';

/** Waits for the whole answer of a GET, however long it takes. @returns milliseconds @throws on any answer but 200 */
export async function timedRequest(
  url: string,
  headers: Readonly<Record<string, string>>,
  onData: (data: Buffer) => void = () => undefined,
): Promise<number> {
  const started = performance.now();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers: { ...headers }, agent: false }, resolve)
      .on('error', reject)
      .end();
  });
  for await (const data of response) onData(data as Buffer);
  if (response.statusCode !== 200) throw new Error(`${url} was answered ${response.statusCode}`);
  return performance.now() - started;
}
