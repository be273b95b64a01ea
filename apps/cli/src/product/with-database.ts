/** Scheme, user and password, hosts, database, options. */
const MONGODB_URI = /^(mongodb(?:\+srv)?:\/\/)([^/?]*@)?([^/?@]*)(?:\/([^?]*))?(\?.*)?$/s;

/** These mechanisms know their users from elsewhere, whatever the database. */
const WITHOUT_DATABASE = /[?&]authMechanism=(MONGODB-X509|MONGODB-AWS|MONGODB-OIDC|GSSAPI)(&|$)/i;

/**
 * The URI of another database on the same server. A user without an `authSource` is known to the database in the path,
 * or else to `admin`: with another path, the URI must say so. The DNS records of an SRV address may name it, so there
 * nothing is added. Pure.
 * @throws Error if the text is no MongoDB URI
 */
export function withDatabase(uri: string, database: string): string {
  const parts = MONGODB_URI.exec(uri);
  if (parts === null) throw new Error('MONGODB_URI must look like mongodb://user:password@host:27017/?replicaSet=rs0');
  const [, scheme = '', user = '', hosts = '', path = '', options = ''] = parts;
  const known =
    user === '' || scheme === 'mongodb+srv://' || /[?&]authSource=/i.test(options) || WITHOUT_DATABASE.test(options);
  const source = known ? '' : `${options.length > 1 ? '&' : '?'}authSource=${path === '' ? 'admin' : path}`;
  return `${scheme}${user}${hosts}/${encodeURIComponent(database)}${options.length > 1 ? options : ''}${source}`;
}
