import { checkMembers, checkUri, checkVersion } from './check-server.js';
import { UnsuitableDatabaseError } from './unsuitable-database.js';

const MEMBER = { setName: 'rs0', hosts: ['a:1', 'b:1', 'c:1'] };

describe('a server is refused', () => {
  it.each(['mongodb://a/db?retryWrites=false', 'mongodb://a/db?replicaSet=rs0&retrywrites=false'])('for %s', (uri) => {
    expect(() => checkUri(uri)).toThrow(/retryWrites=false/);
  });

  it('for directConnection=true', () => {
    expect(() => checkUri('mongodb://a/db?directConnection=true')).toThrow(UnsuitableDatabaseError);
  });

  it('for standing alone, for an arbiter, for its age', () => {
    expect(() => checkMembers({ isWritablePrimary: true })).toThrow(/standalone/);
    expect(() => checkMembers({ ...MEMBER, arbiters: ['c:1'] })).toThrow(/arbiter \(c:1\)/);
    for (const version of ['5.0.28', '4.4.0', 'unknown']) expect(() => checkVersion(version)).toThrow(/6\.0 or newer/);
  });
});

it('any other server is taken', () => {
  for (const uri of [
    'mongodb://a',
    'mongodb://a/db?retryWrites=true&w=1&readPreference=secondary',
    'mongodb+srv://a/db?',
  ]) {
    checkUri(uri);
  }
  for (const hello of [MEMBER, { ...MEMBER, arbiters: [] }, { msg: 'isdbgrid' }]) checkMembers(hello);
  for (const version of ['6.0.0', '7.0.14', '8.0.4-rc1', '10.1.0']) checkVersion(version);
});
