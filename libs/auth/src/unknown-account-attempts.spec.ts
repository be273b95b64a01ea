import { AccountLockedError } from './errors.js';
import { UnknownAccountAttempts } from './unknown-account-attempts.js';

const at = (minutes: number): Date => new Date(minutes * 60_000);

describe('wrong passwords for an address that nobody has', () => {
  it('are locked after five, as they are for an account', () => {
    const attempts = new UnknownAccountAttempts();
    for (let count = 0; count < 5; count += 1) attempts.count('nobody@example.com', at(0));
    expect(() => attempts.count('nobody@example.com', at(1))).toThrow(AccountLockedError);
    expect(() => attempts.count('other@example.com', at(1))).not.toThrow();
  });

  it('are let in again after 15 minutes', () => {
    const attempts = new UnknownAccountAttempts();
    for (let count = 0; count < 5; count += 1) attempts.count('nobody@example.com', at(0));
    expect(() => attempts.count('nobody@example.com', at(15))).not.toThrow();
  });

  it('are forgotten when they lie 15 minutes apart', () => {
    const attempts = new UnknownAccountAttempts();
    for (let count = 0; count < 20; count += 1) attempts.count('nobody@example.com', at(count * 16));
  });
});
