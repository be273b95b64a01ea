import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { AlertStore, type Finding } from '#lib/alerts';
import { addDays, dateInZone } from '#lib/calendar';
import { AppConfig } from '#lib/config';
import { DistributionEntries } from '#lib/ledger';
import { Proofs, type Proof, type ProofPlace } from '#lib/receipts';
import { SlotStore, type Slot } from '#lib/slots';
import { DatabaseClock } from '#lib/workers';

/** How far back closed slots are counted again and again; `npm run reconcile` looks at any day, and at more. */
const DAYS = 7;

/** Counts again what closed slots have paid: an entry that has gone since is alerted without anybody asking. */
@Injectable()
export class WatchClosed {
  private after: ProofPlace | null = null;

  constructor(
    private readonly proofs: Proofs,
    private readonly slots: SlotStore,
    private readonly entries: DistributionEntries,
    private readonly alerts: AlertStore,
    private readonly clock: DatabaseClock,
    private readonly config: AppConfig,
  ) {}

  /** Counts the entries of one slot, the next at each call, and begins anew after the last. */
  async countNext(): Promise<void> {
    const now = this.clock.now();
    const today = dateInZone(now, this.config.timeZone);
    const [proof] = await this.proofs.ofDays(addDays(today, -DAYS), addDays(today, DAYS), this.after, 1);
    this.after = proof === undefined ? null : { day: proof.day, seq: proof.link.seq };
    if (proof === undefined) return;
    const id = new Types.ObjectId(proof.link.distributionId);
    const found = await this.entries.count(id);
    // Whatever has worked since it was closed is closed anew, and counted then.
    const [slot, newest] = await Promise.all([this.slots.byId(id), this.proofs.newestOf(id)]);
    const isAsClosed = slot?.run.state === 'ENDED' && slot.proofDue === undefined && newest?.hash === proof.hash;
    if (!isAsClosed) return;
    const finding = findingOf(slot, proof, found);
    if (found === proof.link.entries) await this.alerts.resolveByKey(finding.key, now);
    else await this.alerts.raise([finding], now);
  }
}

function findingOf({ _id, key, date, slotNumber, status }: Slot, { link }: Proof, found: number): Finding {
  const { seq, entries } = link;
  return {
    // Of the slot, not of the link: one that was closed anew resolves what was found before.
    key: `ENTRIES_MISSING/${key}/closed`,
    rule: 'ENTRIES_MISSING',
    message: `${key}: the ledger has ${found} entries of it, ${entries} when it was closed`,
    ...{ date, slotNumber },
    facts: { distributionId: _id.toHexString(), status, link: seq, closedWith: entries, found },
  };
}
