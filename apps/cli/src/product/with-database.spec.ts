import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { withDatabase } from './with-database.js';

describe('another database on the same server', () => {
  it.each([
    ['mongodb://a:1', 'mongodb://a:1/demo'],
    ['mongodb://a:1/', 'mongodb://a:1/demo'],
    ['mongodb://a:1/?replicaSet=rs0', 'mongodb://a:1/demo?replicaSet=rs0'],
    ['mongodb://a:1?replicaSet=rs0', 'mongodb://a:1/demo?replicaSet=rs0'],
    ['mongodb://a:1/db?', 'mongodb://a:1/demo'],
    ['mongodb://a:1,b:2/db?replicaSet=rs0', 'mongodb://a:1,b:2/demo?replicaSet=rs0'],
    ['mongodb://[::1]:1,b:2/db', 'mongodb://[::1]:1,b:2/demo'],
    ['mongodb://ann:x%40y@a:1,b:2/db?w=majority', 'mongodb://ann:x%40y@a:1,b:2/demo?w=majority&authSource=db'],
    ['mongodb://ann:x@a:1/db', 'mongodb://ann:x@a:1/demo?authSource=db'],
    ['mongodb://ann:x@a:1/?replicaSet=rs0', 'mongodb://ann:x@a:1/demo?replicaSet=rs0&authSource=admin'],
    ['mongodb://ann:x@a:1', 'mongodb://ann:x@a:1/demo?authSource=admin'],
    ['mongodb://ann:x@a:1/db?authSource=users', 'mongodb://ann:x@a:1/demo?authSource=users'],
    ['mongodb://ann:x@a:1/db?w=1&authsource=users', 'mongodb://ann:x@a:1/demo?w=1&authsource=users'],
    ['mongodb://ann@a:1/db?authMechanism=MONGODB-X509', 'mongodb://ann@a:1/demo?authMechanism=MONGODB-X509'],
    ['mongodb+srv://ann:x@c.example/db?w=majority', 'mongodb+srv://ann:x@c.example/demo?w=majority'],
  ])('%s becomes %s', (uri, expected) => {
    expect(withDatabase(uri, 'demo')).toBe(expected);
  });

  it.each([
    'mongodb://ann:x@a:1,b:2/db',
    'mongodb://ann:x@a:1/?replicaSet=rs0',
    'mongodb://ann:x@a:1/db?authSource=users',
    'mongodb://ann@a:1/db?authMechanism=MONGODB-X509&tls=true',
  ])('%s keeps its user, as the driver reads it', (uri) => {
    const [before, after] = [uri, withDatabase(uri, 'demo')].map((text) => new MongoClient(text).options);
    expect(after?.dbName).toBe('demo');
    expect(after?.credentials).toEqual(before?.credentials);
    expect(after?.hosts.map(String)).toEqual(before?.hosts.map(String));
  });

  it('refuses what is no MongoDB URI without quoting it', () => {
    expect(() => withDatabase('postgres://ann:pass-word@a/db', 'demo')).toThrow(/^MONGODB_URI must look like/);
  });
});
