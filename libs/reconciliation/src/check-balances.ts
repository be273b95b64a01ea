import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import type { CalendarDate } from '#lib/calendar';
import { COLLECTIONS, withoutId } from '#lib/database';
import { OUR_ENTRIES, TypeSums, type TypeSum } from '#lib/ledger';
import { moneyFromMicros, moneyToNumber } from '#lib/money';
import type { Slot } from '#lib/slots';
import { balances, stored, toText } from './amounts.js';
import { Balances, compareStakes, compareWallets } from './balances.js';
import { DateBalancesCheck } from './check-date-balances.js';
import { Findings } from './findings.js';
import { inRanges } from './in-ranges.js';
import { LargestCap } from './largest-cap.js';
import { ProofWindows, type ProofWindow } from './proof-window.js';
import type { CheckResult, OtherServices, OthersLine } from './report.js';
import { WalletBases } from './wallet-movements.js';

/** What of the balances is to be proved. */
interface BalancesQuestion {
  /** The date, and its distributions, where those that it has paid will do behind a long history; null: all there are. */
  readonly of: { readonly date: CalendarDate; readonly slots: readonly Slot[] } | null;
  readonly signal?: AbortSignal | undefined;
}

/**
 * I2, for every wallet and stake there is, or, behind a long history, for those that a date has paid: a wallet is the sum of its
 * user's entries, a stake's `totalEarned` the sum of its own and not above its cap. Range by range of user ids, each range of
 * one snapshot, so that payments that go on meanwhile are seen whole or not at all and the memory used does not grow with the
 * ledger.
 */
@Injectable()
export class BalancesCheck {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly balances: Balances,
    private readonly cap: LargestCap,
    private readonly bases: WalletBases,
    private readonly windows: ProofWindows,
    private readonly ofDate: DateBalancesCheck,
  ) {}

  /** The whole of it by itself. */
  async check(): Promise<{ readonly result: CheckResult; readonly others: OtherServices }> {
    const findings = new Findings('I2');
    const others = await this.run(findings, { of: null });
    return { result: findings.result(), others };
  }

  /** @returns what other services wrote, and the wallets and stakes that cannot be proved because of it */
  async run(findings: Findings, { of, signal }: BalancesQuestion): Promise<OtherServices> {
    const basis = await this.bases.current();
    const window = of === null || basis !== 'recorded' ? null : await this.windows.of(of.date, of.slots);
    if (window !== null) return this.runForDate(window, findings, signal);
    findings.proved('all');
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
      since: null,
      entries: types.list().map(toLine),
    };
  }

  private async runForDate(window: ProofWindow, findings: Findings, signal?: AbortSignal): Promise<OtherServices> {
    const types = new TypeSums();
    await this.ofDate.run(window, findings, types, signal);
    await this.checkWithoutUser(findings);
    return {
      basis: 'recorded',
      unexplained: { count: 0, items: [] },
      since: window.since,
      entries: types.list().map(toLine),
    };
  }

  private async compare(wallets: Findings, stakes: Findings, types: TypeSums, signal?: AbortSignal): Promise<void> {
    const capPercent = await this.cap.percent();
    const read = (after: Types.ObjectId | null, size: number) =>
      this.balances.ofNext(after, size, (session, range, users, seen) =>
        this.balances.read(session, range, users, seen),
      );
    for await (const { found: sheet, types: ofRange } of inRanges(read, signal)) {
      types.merge(ofRange);
      wallets.checked(sheet.users.length);
      stakes.checked(sheet.stakes.length);
      wallets.add(...compareWallets(sheet));
      stakes.add(...compareStakes(sheet, capPercent));
    }
    await this.checkWithoutUser(stakes);
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

function toLine({ type, count, micros }: TypeSum): OthersLine {
  return { type, count, amount: moneyToNumber(moneyFromMicros(micros)) };
}
