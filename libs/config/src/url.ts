const EXAMPLES: Readonly<Record<string, string>> = {
  mongodb: 'mongodb://user:password@host:27017/database?replicaSet=rs0',
  'mongodb+srv': 'mongodb+srv://user:password@host/database',
  redis: 'redis://:password@host:6379',
  rediss: 'rediss://:password@host:6379',
  http: 'http://host:8080/path',
  https: 'https://host/path',
};

/** Scheme, credentials, hosts and the rest. No other scheme has several hosts. */
const MONGODB = /^(mongodb(?:\+srv)?:\/\/)([^@/?#]*@)?([^@/?#]+)((?:[/?#].*)?)$/;

/**
 * Reads a URL that has one of these protocols and a host. What is wrong is told without the text: it may hold a
 * password. So no error of the URL parser is passed on either, for it carries the text along.
 * @throws Error whose message says what would be right
 */
export function url(...protocols: readonly string[]): (text: string) => string {
  return (text) => {
    const scheme = /^([a-z+]+):\/\/./.exec(text)?.[1];
    if (scheme === undefined || !protocols.includes(scheme)) {
      throw new Error(`must be a URL beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`);
    }
    const right = scheme.startsWith('mongodb') ? isMongoUrl(text) : namesHost(text);
    if (!right) {
      throw new Error(
        `must be a whole URL such as ${EXAMPLES[scheme] ?? `${scheme}://host`}: with a host, a port of at most 65535 ` +
          'if any, and special characters of the password escaped, @ as %40',
      );
    }
    return text;
  };
}

function namesHost(text: string): boolean {
  return URL.canParse(text) && new URL(text).hostname !== '';
}

function isMongoUrl(text: string): boolean {
  const [, scheme = '', credentials = '', hosts = '', rest = ''] = MONGODB.exec(text) ?? [];
  if (hosts === '' || !isPercentEncoded(credentials)) return false;
  const each = hosts.split(',');
  // The name of a service is looked up, which gives hosts and ports.
  if (scheme === 'mongodb+srv://' && (each.length > 1 || hosts.includes(':'))) return false;
  return each.every((host) => namesHost(`${scheme}${credentials}${host}${rest}`));
}

function isPercentEncoded(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}

/**
 * A URL as it may be printed: without user and password. Up to the last @, so that a password with an unescaped one is
 * not shown either.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/\/\/.*@/s, '//');
}
