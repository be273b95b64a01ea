import { Types } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { PoolQualifiers } from '#lib/qualifiers';
import { DueStakes, UserStakes } from '#lib/stakes';
import { aStake, aUser } from '../../support/builders.js';
import { Platform } from '../../support/platform.js';

describe('records as other services write them', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start('odd-records', { STAKE_ACTIVATED_AT_FIELD: 'dates.begun' });
  });
  afterEach(() => platform.stop());

  const AT = new Date('2026-02-13T12:00:00Z');
  const BEFORE = new Date('2026-02-13T11:59:59.999Z');
  const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
    const found: T[] = [];
    for await (const item of items) found.push(item);
    return found;
  };

  it('every ACTIVE stake is due, later, or without an instant', async () => {
    const owner = aUser();
    const begun = (value: unknown, fields = {}) =>
      aStake(owner, { activatedAt: BEFORE, dates: { begun: value }, ...fields });
    const due = [begun(BEFORE), begun(BEFORE, { userId: 'text' }), begun(BEFORE, { userId: undefined }), begun(BEFORE)];
    const later = [begun(AT), begun(new Date('2027-01-01'))];
    const without = [
      begun('2025-12-01T00:00:00Z'),
      begun(null),
      begun(1_700_000_000_000),
      aStake(owner, { activatedAt: BEFORE }),
      aStake(owner, { activatedAt: BEFORE, dates: 'none' }),
    ];
    const others = [begun(BEFORE, { status: 'CANCELLED' }), begun(undefined, { status: 'COMPLETED' })];
    await platform.insert('stakes', [...due, ...later, ...without, ...others]);

    const stakes = platform.get(DueStakes);
    const owners = await all(stakes.owners(AT));
    const counted = (kind: 'stakes' | 'activatedLater' | 'withoutActivation') =>
      owners.reduce((sum, owner) => sum + owner[kind], 0);
    expect([counted('stakes'), counted('activatedLater'), counted('withoutActivation')]).toEqual([
      due.length,
      later.length,
      without.length,
    ]);
    expect(await stakes.notDue(AT)).toEqual({ activatedLater: later.length, withoutActivation: without.length });
    expect((await all(stakes.withoutActivation())).map(String).sort()).toEqual(
      without.map(({ _id }) => String(_id)).sort(),
    );
    expect((await stakes.read({ kind: 'ownerless' }, AT)).map(({ _id }) => String(_id)).sort()).toEqual(
      [due[1]!, due[2]!].map(({ _id }) => String(_id)).sort(),
    );
    const activated = await all(stakes.allActivated(AT));
    expect(activated.map(({ activatedAt }) => activatedAt)).toEqual(due.map(() => BEFORE));
  });

  it('a user has all his stakes, page by page', async () => {
    const owner = aUser();
    const own = Array.from({ length: 7 }, (_, n) => aStake(owner, { amount: n % 2 === 0 ? n : String(n) }));
    const odd = { ...aStake(owner), _id: '$email', status: 7, dates: { begun: 'x' }, completedAt: 'never' };
    await platform.insert('stakes', [...own, odd, aStake(aUser())]);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await platform.get(UserStakes).page(owner._id, { limit: 3, cursor });
      expect(page.total).toBe(8);
      seen.push(...page.stakes.map(({ id }) => String(id)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([...own.map(({ _id }) => String(_id)).reverse(), '$email']);
  });

  it('who qualifies: active, of the lowest rank and premium qualified unless somebody says otherwise', async () => {
    const titan = (fields = {}) => aUser({ rank: 'Finance Titan', ...fields });
    const premium = [
      titan(),
      titan({ isActive: undefined }),
      titan({ isActive: null }),
      titan({ premiumQualified: undefined }),
    ];
    const notPremium = [titan({ premiumQualified: false }), aUser({ rank: 'Associate Stakeholder' })];
    const lowest = [aUser({ rank: undefined }), aUser({ rank: null }), aUser()];
    const out = [
      titan({ isActive: false }),
      titan({ isActive: 'yes' }),
      titan({ isActive: 0 }),
      aUser({ rank: 'Emperor' }),
      aUser({ rank: 7 }),
      { ...titan(), _id: 'text' as unknown as Types.ObjectId },
    ];
    await platform.insert('users', [...premium, ...notPremium, ...lowest, ...out]);
    const qualifiers = platform.get(PoolQualifiers);
    const sorted = (users: readonly { _id: unknown }[]) => users.map(({ _id }) => String(_id)).sort();

    expect((await all(qualifiers.stream('premium'))).map(String)).toEqual(sorted(premium));
    expect((await all(qualifiers.stream('performance'))).map(String)).toEqual(sorted([...premium, ...notPremium]));
    expect(await qualifiers.count('performance')).toMatchObject({
      totalQualifiers: 6,
      byRank: { 'Finance Titan': 5, 'Associate Stakeholder': 1, 'Elite Capitalist': 0 },
    });
    const ranks = ['Stakeholder'];
    expect((await all(qualifiers.stream('performance', ranks))).map(String)).toEqual(sorted(lowest));
    expect(await qualifiers.count('performance', ranks)).toEqual({ totalQualifiers: 3, byRank: { Stakeholder: 3 } });
  });

  it('an e-mail address finds the user who has it, and nobody where it could be one of two', async () => {
    const named = (email: unknown) => aUser({ email });
    const [ann, upper, bob, twin, other] = [
      'owner@example.com',
      'OWNER@example.com',
      'Bob.B+1@Example.com',
      'twin@x.com',
      'twin@x.com',
    ].map(named);
    const carl = [named('Carl@x.com'), named('CARL@x.com')];
    await platform.insert('users', [
      ann!,
      upper!,
      bob!,
      twin!,
      other!,
      ...carl,
      named(undefined),
      named(null),
      named(7),
    ]);
    const find = async (email: string) => String((await platform.get(Accounts).byEmail(email))?.id ?? 'nobody');

    expect(await find('owner@example.com')).toBe(String(ann!._id));
    expect(await find(' OWNER@example.com ')).toBe(String(upper!._id));
    expect(await find('Owner@example.com')).toBe('nobody');
    expect(await find('bob.b+1@example.COM')).toBe(String(bob!._id));
    expect(await find('bobxb+1@example.com')).toBe('nobody');
    expect(await find('twin@x.com')).toBe('nobody');
    expect(await find('carl@x.com')).toBe('nobody');
    expect(await find('CARL@x.com')).toBe(String(carl[1]!._id));
    expect(await find('')).toBe('nobody');
    expect(await find('.*')).toBe('nobody');
  });

  it('an account is whole, whatever its user lacks', async () => {
    const user = { _id: new Types.ObjectId(), username: 'nameless', wallets: { earnings: 0.1 + 0.2 } };
    const broken = aUser({ wallets: { earnings: '12.5' }, role: 'king', rank: 'Emperor', isActive: false });
    await platform.insert('users', [user, broken]);
    const accounts = platform.get(Accounts);
    expect(await accounts.byId(user._id)).toEqual({
      id: user._id,
      email: '',
      username: 'nameless',
      role: 'user',
      rank: 'Stakeholder',
      isActive: true,
    });
    expect(await accounts.byId(broken._id)).toMatchObject({ role: 'user', rank: 'Stakeholder', isActive: false });
    expect(await accounts.earnings(user._id)).toBe(300_000n);
    expect(await accounts.earnings(broken._id)).toBeNull();
    expect(await accounts.earnings(new Types.ObjectId())).toBe(0n);
  });
});
