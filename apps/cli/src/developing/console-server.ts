import { join } from 'node:path';

/** What of the console's host is the API's: all that is not the page. */
const OF_THE_API = ['/api', '/admin/queues', '/health', '/docs', '/metrics'];

/** The console's sources, served as they are now. */
export interface ConsoleServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves the console from its sources: an open page takes a change as it is saved, without being built or asked for anew.
 * @param root of the project
 * @param api that answers the page
 */
export async function serveConsoleSources(root: string, api: string): Promise<ConsoleServer> {
  const { createServer } = await import('vite');
  const server = await createServer({
    root: join(root, 'apps/console'),
    cacheDir: join(root, 'dist/.vite'),
    logLevel: 'error',
    clearScreen: false,
    server: { host: '127.0.0.1', proxy: Object.fromEntries(OF_THE_API.map((path) => [path, api])) },
  });
  await server.listen();
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}
