import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the receiver treats a request: a status, the end of the connection, or no answer at all. */
export type Treatment = number | 'hang up' | 'silence';

export interface ReceivedAlert {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's server that is told of alerts, with its moods. */
export class WebhookReceiver {
  readonly received: ReceivedAlert[] = [];
  /** Of the next requests, in turn; then 200. */
  treatments: Treatment[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        receiver.received.push({ headers: request.headers, body });
        const treatment = receiver.treatments.shift() ?? 200;
        if (treatment === 'hang up') request.socket.destroy();
        else if (treatment !== 'silence') response.writeHead(treatment, { location: '/elsewhere' }).end('noted');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}/alerts`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
