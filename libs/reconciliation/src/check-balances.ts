import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { COLLECTIONS, runInTransaction, idsAfter, withoutId } from '#lib/database';
import { OUR_ENTRIES, TypeSums, type TypeSum } from '#lib/ledger';
import { moneyFromMicros, moneyToNumber } from '#lib/money';
import { balances, stored, toText } from './amounts.js';
import { Balances, compareStakes, compareWallets, type BalanceSheet } from './balances.js';
import { Findings } from './findings.js';
import { LargestCap } from './largest-cap.js';
import { LARGEST_RANGE, isTooMuch, nextRangeSize } from './range-size.js';
import type { CheckResult, OtherServices, OthersLine } from './report.js';
import { WalletBases } from './wallet-movements.js';

/**
 * I2, for every wallet and stake there is: a wallet is the sum of its user's entries, a stake's `totalEarned` the sum
 * of its own and not above its cap. Range by range of user ids, each range of one snapshot, so that payments that go on
 * meanwhile are seen whole or not at all and the memory used does not grow with the ledger.
 */
@Injectable()
export class BalancesCheck {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly balances: Balances,
    private readonly cap: LargestCap,
    private readonly bases: WalletBases,
  ) {}

  /** The whole of it by itself. */
  async check(): Promise<{ readonly result: CheckResult; readonly others: OtherServices }> {
    const findings = new Findings('I2');
    const others = await this.run(findings);
    return { result: findings.result(), others };
  }

  /** @returns what other services wrote, and the wallets and stakes that cannot be proved because of it */
  async run(findings: Findings, signal?: AbortSignal): Promise<OtherServices> {
    const basis = await this.bases.current();
    const unexplained = new Findings('I2');
    const types = new TypeSums();
    await this.compare(
      basis === 'recorded' ? findings : unexplained,
      basis === 'unadopted' ? unexplained : findings,
      types,
      signal,
    );
    const { differences, differencesTotal } = unexplained.result();
    return {
      basis,
      unexplained: { count: differencesTotal, items: differences },
      entries: types.list().map(toLine),
    };
  }

  private async compare(wallets: Findings, stakes: Findings, types: TypeSums, signal?: AbortSignal): Promise<void> {
    const capPercent = await this.cap.percent();
    let after: Types.ObjectId | null = null;
    let size = LARGEST_RANGE;
    do {
      signal?.throwIfAborted();
      const started = performance.now();
      const { sheet, last, types: ofRange, read }: Range = await this.readOrHalve(after, size);
      size = nextRangeSize(read, performance.now() - started);
      types.merge(ofRange);
      wallets.checked(sheet.users.length);
      stakes.checked(sheet.stakes.length);
      wallets.add(...compareWallets(sheet));
      stakes.add(...compareStakes(sheet, capPercent));
      after = last;
    } while (after !== null);
    await this.checkWithoutUser(stakes);
  }

  /** What the database could not answer in one transaction, it is asked for by half. */
  private async readOrHalve(after: Types.ObjectId | null, size: number): Promise<Range> {
    for (let read = size; ; read = Math.floor(read / 2)) {
      try {
        return await this.readRange(after, read);
      } catch (error) {
        if (read === 1 || !isTooMuch(error)) throw error;
      }
    }
  }

  /** The ranges together cover every possible id: entries of users who do not exist are seen too. */
  private async readRange(after: Types.ObjectId | null, size: number): Promise<Range> {
    return runInTransaction(this.connection, async (session) => {
      const users = await this.balances.users(session, after, size);
      const last = users.length < size ? null : (users.at(-1)?._id ?? null);
      const filter = idsAfter(after, last ?? undefined);
      // Of this attempt alone: a transaction that conflicts reads all of it again.
      const types = new TypeSums();
      return { sheet: await this.balances.read(session, filter, users, types), last, types, read: size };
    });
  }

  /** Whoever has no id has no entries, and so no money. */
  private async checkWithoutUser(findings: Findings): Promise<void> {
    const stakes = this.connection.collection(COLLECTIONS.stakes).find(withoutId('userId'));
    for await (const stake of stakes) {
      findings.checked(1);
      const actual = stored(stake['totalEarned']);
      const opening = stored(stake['openingEarned']);
      if (balances(opening, actual)) continue;
      findings.add({
        what: 'totalEarned of a stake that names no user',
        ids: { stakeId: String(stake._id) },
        expected: toText(opening),
        actual: toText(actual),
      });
    }
    const entries = this.connection
      .collection(COLLECTIONS.transactions)
      .find({ ...OUR_ENTRIES, ...withoutId('userId') });
    for await (const entry of entries) {
      findings.add({
        what: 'a ledger entry that names no user',
        ids: { entryId: String(entry._id) },
        expected: 'a user',
        actual: String(entry['userId']),
      });
    }
  }
}

interface Range {
  readonly sheet: BalanceSheet;
  /** Null when this was the last range. */
  readonly last: Types.ObjectId | null;
  readonly types: TypeSums;
  /** How many users were asked for. */
  readonly read: number;
}

function toLine({ type, count, micros }: TypeSum): OthersLine {
  return { type, count, amount: moneyToNumber(moneyFromMicros(micros)) };
}
