import { startLocalServices } from '#lib/local-services';
import { main } from './terminal/arguments.js';

const HELP = `npm run services
The local MongoDB and Redis alone, until Ctrl-C. Prints MONGODB_URI=… and REDIS_URL=…, each on a line of its own, then "ready".`;

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `npm run services`: addresses go to standard output, all else to stderr. */
await main(HELP, async () => {
  // A signal during the start ends the process at once; what it has started ends with it.
  const services = await startLocalServices({ log: (line) => console.error(line) });
  const stopped = new Promise<void>((resolve) => {
    for (const signal of STOP_SIGNALS) process.once(signal, () => resolve());
  });
  console.log(`MONGODB_URI=${services.mongo.uri}`);
  console.log(`REDIS_URL=${services.redis.uri}`);
  console.log('ready');
  await stopped;
  console.error('stopping');
  await services.stop();
  return 0;
});
