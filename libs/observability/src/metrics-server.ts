import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The text format of Prometheus. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** GET /metrics on a port of its own, where the public does not come. */
export class MetricsServer {
  private constructor(private readonly server: Server) {}

  /**
   * @param host empty: every address
   * @param scrape the metrics in the text format of Prometheus
   * @throws Error when it cannot listen there
   */
  static async listen(
    { port, host }: { readonly port: number; readonly host: string },
    scrape: () => Promise<string>,
  ): Promise<MetricsServer> {
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      scrape().then(
        (text) => response.setHeader('content-type', METRICS_TYPE).end(text),
        () => response.writeHead(503).end(),
      );
    });
    server.listen(host === '' ? { port } : { port, host });
    await once(server, 'listening');
    return new MetricsServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    this.server.closeIdleConnections();
  }
}
