import {
  runOnce,
  type Connection,
  type Connections,
  type Postgres,
  type Row,
  type Statement,
  type Value,
} from './postgres.js';

const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const EXPORT: Statement = { name: 'export_snapshot', text: 'SELECT pg_export_snapshot()' };

/** What PostgreSQL held at one moment, to be read for as long as it is kept. */
export class Snapshot implements Connections {
  private constructor(
    private readonly postgres: Postgres,
    private readonly keeper: Connection,
    private readonly id: string,
  ) {}

  static async take(postgres: Postgres): Promise<Snapshot> {
    const keeper = await postgres.connect(true);
    try {
      await keeper.command(BEGIN);
      const [row] = await keeper.run(EXPORT, []);
      return new Snapshot(postgres, keeper, row?.[0] ?? '');
    } catch (error) {
      keeper.release();
      throw error;
    }
  }

  /** Its transaction ends when the connection is given back, and the connection with it. */
  async connect(): Promise<Connection> {
    const connection = await this.postgres.connect(true);
    try {
      await connection.command(BEGIN);
      await connection.command(`SET TRANSACTION SNAPSHOT '${this.id}'`);
      return connection;
    } catch (error) {
      connection.release();
      throw error;
    }
  }

  async run(statement: Statement, values: readonly Value[]): Promise<Row[]> {
    return runOnce(await this.connect(), statement, values);
  }

  /** Gives it up. Whoever reads it still may end. */
  drop(): void {
    this.keeper.release();
  }
}
