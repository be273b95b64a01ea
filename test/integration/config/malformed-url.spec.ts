import { ownEnvironment } from '../../support/own-environment.js';
import { ProductProcess } from '../../support/product-process.js';

const PASSWORD = 'secretpw';

const before = { ...process.env };
afterEach(() => {
  process.env = before;
});

describe.each(['api', 'worker'] as const)('the %s', (app) => {
  it.each([
    ['REDIS_URL', `redis://:${PASSWORD}@127.0.0.1:99999`],
    ['ALERT_WEBHOOK_URL', `http://u:${PASSWORD}@:::`],
  ])('does not start with a malformed %s, names it, and tells nobody the password in it', async (name, text) => {
    const environment = ownEnvironment('malformed-url', { ALERT_WEBHOOK_SECRET: 'z'.repeat(16), [name]: text });
    const process = ProductProcess.start(app, environment);
    try {
      expect((await process.ended()).code).toBe(1);
      expect(process.errors).toContain(`${name} must be a whole URL such as `);
      expect(JSON.stringify(process.lines) + process.errors).not.toContain(PASSWORD);
    } finally {
      await process.kill();
    }
  });
});
