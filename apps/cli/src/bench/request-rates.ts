import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const CONNECTIONS = 20;
const ROUND_MS = 1_500;

/** Requests per second that a GET route answers to 20 connections in one round. @throws on any answer but 200 */
export async function requestRate(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const started = performance.now();
  let answered = 0;
  const client = async (): Promise<void> => {
    while (performance.now() - started < ROUND_MS) {
      await get(url, headers, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  return (answered * 1_000) / (performance.now() - started);
}

/**
 * Clients that each ask once a second, not all in the same moment.
 * @returns stops them @throws then, on any answer but 200
 */
export function pollEverySecond(
  clients: number,
  url: string,
  headers: Readonly<Record<string, string>>,
): () => Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let polling = true;
  const poll = async (client: number): Promise<void> => {
    await pause((client * 1_000) / clients);
    while (polling) {
      await get(url, headers, agent);
      await pause(1_000);
    }
  };
  const all = Promise.allSettled(Array.from({ length: clients }, (_, client) => poll(client)));
  return async () => {
    polling = false;
    const failed = (await all).find((result) => result.status === 'rejected');
    agent.destroy();
    if (failed !== undefined) throw failed.reason;
  };
}

function get(url: string, headers: Readonly<Record<string, string>>, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { ...headers } }, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} was answered ${response.statusCode}`));
      });
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
