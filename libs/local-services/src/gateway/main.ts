import { Postgres } from './postgres.js';
import { startGateway } from './server.js';
import { SESSION_RECORDS_SCHEMA } from './session-records.js';

/**
 * The gateway's process. Takes its options as one JSON argument, prints `{"port":…}` once it serves (and `{"databaseIsUp":…}`
 * whenever PostgreSQL comes or goes), and lives as
 * long as its standard input is open: whoever started it holds the other end.
 */
interface MainOptions {
  postgresHost: string;
  postgresPort: number;
  port: number;
  maxConnections: number;
  idleTransactionMs: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as MainOptions;
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();

const postgres = new Postgres({
  host: options.postgresHost,
  port: options.postgresPort,
  maxConnections: options.maxConnections,
});
await postgres.start();
const connection = await postgres.connect();
await connection.command(SESSION_RECORDS_SCHEMA);
connection.release();
const port = await startGateway(postgres, options);
tell({ port, databaseIsUp: postgres.isUp });
postgres.on('lost', () => tell({ databaseIsUp: false }));
postgres.on('back', () => tell({ databaseIsUp: true }));

function tell(message: { port?: number; databaseIsUp: boolean }): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
