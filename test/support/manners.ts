import { MongoClient, type Document } from 'mongodb';

/** How often a client, by the name that it gives itself, asked for something. */
export interface Asked {
  readonly appName: string | null;
  readonly command: string;
  readonly count: number;
}

/** Sets in what the test's MongoDB hurts, as a real one would (libs/local-services, `Manners`); each for one database. */
export class MongoManners {
  private constructor(
    private readonly uri: URL,
    private readonly client: MongoClient,
    private readonly database: string,
  ) {}

  /** @param uri with the database whose commands are meant */
  static async of(uri: string): Promise<MongoManners> {
    const parsed = new URL(uri);
    const client = await new MongoClient(uri, { appName: 'manners' }).connect();
    return new MongoManners(parsed, client, parsed.pathname.slice(1));
  }

  /**
   * @param data see MongoDB's `failCommand`
   * @param mode `alwaysOn`, or how many are let pass and how many then fail
   */
  async failCommand(data: Document, mode: 'alwaysOn' | { times?: number; skip?: number } = 'alwaysOn'): Promise<void> {
    await this.set('failCommand', mode, data);
  }

  /** @returns how many commands failed */
  async failNoMore(): Promise<number> {
    return Number((await this.set('failCommand', 'off', {}))['count']);
  }

  /** Whoever waits this long for a document that another transaction writes has a write conflict. */
  async lockTimeout(ms: number): Promise<void> {
    await this.set('lockTimeout', 'alwaysOn', { ms });
  }

  async transactionLifetime(ms: number): Promise<void> {
    await this.set('transactionLifetime', 'alwaysOn', { ms });
  }

  /** The whole server is a secondary for so long. */
  async stepDown(ms: number): Promise<void> {
    await this.set('stepDown', 'alwaysOn', { ms });
  }

  /**
   * The whole server has a second member from now on: a secondary that answers as the data is now, for ever.
   * @returns its address, and the URI that names both
   */
  async staleHost(): Promise<{ address: string; uri: string }> {
    const address = String((await this.set('staleHost', 'alwaysOn', {}))['host']);
    return { address, uri: this.uri.href.replace(this.uri.host, `${this.uri.host},${address}`) };
  }

  /** @returns what the second member was asked, and by whom */
  async staleNoMore(): Promise<readonly Asked[]> {
    return (await this.set('staleHost', 'off', {}))['asked'] as Asked[];
  }

  async close(): Promise<void> {
    for (const name of ['failCommand', 'lockTimeout', 'transactionLifetime', 'staleHost'])
      await this.set(name, 'off', {});
    await this.client.close();
  }

  private async set(name: string, mode: unknown, data: Document): Promise<Document> {
    return this.client
      .db('admin')
      .command({ configureFailPoint: name, mode, data: { database: this.database, ...data } });
  }
}
