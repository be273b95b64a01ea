import { loadConfig } from './app-config.js';

const SECRETS = { JWT_SECRET: 'x'.repeat(32), SECRETS_KEY: 'y'.repeat(32), ALERT_WEBHOOK_SECRET: 'z'.repeat(16) };

const load = (name: string, text: string) => loadConfig({ ...SECRETS, [name]: text });

function refusal(name: string, text: string): string {
  try {
    load(name, text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'was taken';
}

it.each([
  ['MONGODB_URI', 'mongodb://a:1,b:2/db?replicaSet=x'],
  ['MONGODB_URI', 'mongodb://user:p%40ss@a.example.com:27017,b.example.com:27018,[::1]:27019/db?tls=true&w=majority'],
  ['MONGODB_URI', 'mongodb://127.0.0.1:27017'],
  ['MONGODB_URI', 'mongodb://%2Ftmp%2Fmongodb-27017.sock/db'],
  ['MONGODB_URI', 'mongodb+srv://user:secret@cluster.example.com/db?retryWrites=true'],
  ['REDIS_URL', 'redis://127.0.0.1:6379'],
  ['REDIS_URL', 'rediss://:p%2Fss@redis.example.com/2'],
  ['ALERT_WEBHOOK_URL', 'https://user:secret@hooks.example.com:8443/alerts?to=ops'],
  ['ALERT_WEBHOOK_URL', 'http://[::1]:9000/'],
])('%s takes %s', (name, text) => {
  const { mongodbUri, redisUrl, alertWebhookUrl } = load(name, text);
  expect([mongodbUri, redisUrl, alertWebhookUrl]).toContain(text);
});

it.each([
  ['MONGODB_URI', 'mongodb://u:secretpw@127.0.0.1:99999/db'],
  ['MONGODB_URI', 'mongodb://u:secretpw@a:1,b:99999/db'],
  ['MONGODB_URI', 'mongodb://u:secretpw@a:1,/db'],
  ['MONGODB_URI', 'mongodb://u:secretpw@/db'],
  ['MONGODB_URI', 'mongodb://u:secret@pw@a/db'],
  ['MONGODB_URI', 'mongodb://u:secret/pw@a/db'],
  ['MONGODB_URI', 'mongodb://u:secretpw%@a/db'],
  ['MONGODB_URI', 'mongodb+srv://u:secretpw@a.example.com:27017/db'],
  ['MONGODB_URI', 'mongodb+srv://u:secretpw@a.example.com,b.example.com/db'],
  ['MONGODB_URI', 'postgres://u:secretpw@a/db'],
  ['REDIS_URL', 'redis://:secretpw@127.0.0.1:99999'],
  ['REDIS_URL', 'redis://:secretpw@'],
  ['REDIS_URL', 'redis://u:secretpw@:6379'],
  ['REDIS_URL', 'redis://:secret#pw@127.0.0.1:6379'],
  ['REDIS_URL', 'redis://u:secretpw@a b'],
  ['REDIS_URL', ':secretpw@127.0.0.1:6379'],
  ['ALERT_WEBHOOK_URL', 'http://u:secretpw@:::'],
  ['ALERT_WEBHOOK_URL', 'https://u:secretpw@'],
  ['ALERT_WEBHOOK_URL', 'ftp://u:secretpw@a/'],
])('%s is refused by its name, without being quoted: %s', (name, text) => {
  const message = refusal(name, text);
  expect(message).toMatch(new RegExp(`- ${name} must be a (whole )?URL `));
  expect(message).not.toContain('secret');
});
