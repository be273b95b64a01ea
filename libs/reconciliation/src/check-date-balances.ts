import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection, Types } from 'mongoose';
import { runInTransaction } from '#lib/database';
import type { TypeSums } from '#lib/ledger';
import { Balances, compareStakes, compareWallets, type BalanceSheet } from './balances.js';
import type { Findings } from './findings.js';
import { inRanges } from './in-ranges.js';
import { LargestCap } from './largest-cap.js';
import type { ProofWindow } from './proof-window.js';
import { LARGEST_RANGE, isTooMuch } from './range-size.js';
import { WindowSums, proveByWindow } from './window-sums.js';

/**
 * I2 for the wallets and stakes that a date has paid, by the entries since the payments before it and not by the whole
 * history: entries carry the balances after them. Of whom that proves nothing, all entries are added up, and only by that something is
 * a difference.
 */
@Injectable()
export class DateBalancesCheck {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly balances: Balances,
    private readonly sums: WindowSums,
    private readonly cap: LargestCap,
  ) {}

  /** @param types adds up what other services wrote since the window began */
  async run(window: ProofWindow, findings: Findings, types: TypeSums, signal?: AbortSignal): Promise<void> {
    const capPercent = await this.cap.percent();
    const unproved: Types.ObjectId[] = [];
    const read = (after: Types.ObjectId | null, size: number) =>
      this.balances.ofNext(after, size, async (session, range, users, seen) =>
        proveByWindow(await this.sums.read(session, window, range, users, seen), capPercent),
      );
    for await (const { found: proof, types: ofRange } of inRanges(read, signal)) {
      types.merge(ofRange);
      findings.checked(proof.wallets + proof.stakes);
      unproved.push(...proof.unproved);
      while (unproved.length >= LARGEST_RANGE)
        await this.addUp(unproved.splice(0, LARGEST_RANGE), capPercent, findings);
    }
    await this.addUp(unproved, capPercent, findings);
  }

  private async addUp(users: readonly Types.ObjectId[], capPercent: number, findings: Findings): Promise<void> {
    if (users.length === 0) return;
    let sheet: BalanceSheet;
    try {
      sheet = await runInTransaction(this.connection, (session) => this.balances.read(session, { $in: users }));
    } catch (error) {
      if (users.length === 1 || !isTooMuch(error)) throw error;
      const half = Math.ceil(users.length / 2);
      await this.addUp(users.slice(0, half), capPercent, findings);
      await this.addUp(users.slice(half), capPercent, findings);
      return;
    }
    findings.add(...compareWallets(sheet), ...compareStakes(sheet, capPercent));
  }
}
