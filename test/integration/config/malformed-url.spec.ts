import { ownEnvironment } from '../../support/own-environment.js';
import { ProductProcess } from '../../support/product-process.js';

const PASSWORD = 'secretpw';

const before = { ...process.env };
afterEach(() => {
  process.env = before;
});

const MALFORMED = { REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:99999`, ALERT_WEBHOOK_URL: `http://u:${PASSWORD}@:::` };

it.each(['api', 'worker'] as const)(
  'the %s does not start with malformed URLs, names each, and tells nobody the passwords in them',
  async (app) => {
    const environment = ownEnvironment('malformed-url', { ALERT_WEBHOOK_SECRET: 'z'.repeat(16), ...MALFORMED });
    const process = ProductProcess.start(app, environment);
    try {
      expect((await process.ended()).code).toBe(1);
      for (const name of Object.keys(MALFORMED)) {
        expect(process.errors).toContain(`${name} must be a whole URL such as `);
      }
      expect(JSON.stringify(process.lines) + process.errors).not.toContain(PASSWORD);
    } finally {
      await process.kill();
    }
  },
);
