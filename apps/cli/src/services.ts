import { startLocalServices } from '#lib/local-services';

/** `npm run services`: MongoDB and Redis until Ctrl-C. Their addresses go to standard output, all else to stderr. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

try {
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
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
