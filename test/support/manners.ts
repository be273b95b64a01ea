import { MongoClient, type Document } from 'mongodb';

/** Sets in what the test's MongoDB hurts, as a real one would (libs/local-services, `Manners`); each for one database. */
export class MongoManners {
  private constructor(
    private readonly client: MongoClient,
    private readonly database: string,
  ) {}

  /** @param uri with the database whose commands are meant */
  static async of(uri: string): Promise<MongoManners> {
    const database = new URL(uri).pathname.slice(1);
    return new MongoManners(await new MongoClient(uri, { appName: 'manners' }).connect(), database);
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

  async close(): Promise<void> {
    for (const name of ['failCommand', 'lockTimeout', 'transactionLifetime']) await this.set(name, 'off', {});
    await this.client.close();
  }

  private async set(name: string, mode: unknown, data: Document): Promise<Document> {
    return this.client
      .db('admin')
      .command({ configureFailPoint: name, mode, data: { database: this.database, ...data } });
  }
}
