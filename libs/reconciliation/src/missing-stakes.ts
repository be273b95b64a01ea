import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { Types, type ClientSession, type Connection } from 'mongoose';
import { Accounts } from '#lib/accounts';
import { COLLECTIONS, moneyFromDecimal, moneyToDecimal, runInTransaction, type StoredBalance } from '#lib/database';
import type { Slot } from '#lib/slots';
import { assessStake, DueStakes, everOwnersOf, ownersOf, type ActivatedStakeRecord } from '#lib/stakes';
import { addMoney } from '#lib/money';
import { Balances, compareStakes, compareWallets, type BalanceSheet } from './balances.js';
import { LargestCap } from './largest-cap.js';
import { BALANCE_DIFFERS, type MissingPayment } from './missing-payment.js';
import { WalletBases, type WalletBasis } from './wallet-movements.js';
import { PaidAndFailed, pair } from './paid-and-failed.js';

/** Stakes that are looked at in one snapshot. */
const STAKES_AT_ONCE = 2_500;

/** A person waits for what is owed to a few. */
const MAX_TIME_MS = 10_000;

/** A due stake and the slots in which it has no entry, in the order of their instants. */
interface Unpaid {
  readonly stake: ActivatedStakeRecord;
  readonly slots: readonly Slot[];
}

/** What balances are held against; read once for a whole look. */
interface Standard {
  readonly basis: WalletBasis;
  readonly capPercent: number;
}

/** What is known about unpaid stakes. */
interface Knowledge {
  readonly wallets: ReadonlyMap<string, StoredBalance>;
  /** Users and stakes whose balances are not what the ledger says. */
  readonly differing: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
}

/**
 * Stakes that were due in finished slots and have no entry there: ACTIVE, activated before the slot's instant, a payout
 * above zero. Page by page of stake ids, each page of one snapshot.
 */
@Injectable()
export class MissingStakes {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly stakes: DueStakes,
    private readonly accounts: Accounts,
    private readonly balances: Balances,
    private readonly records: PaidAndFailed,
    private readonly cap: LargestCap,
    private readonly bases: WalletBases,
  ) {}

  /**
   * In ascending order of stake ids; of one stake in the order in which the slots would pay it. After them those of
   * slots that another system left unpaid, slot by slot.
   */
  async *of(finished: readonly Slot[], signal?: AbortSignal): AsyncGenerator<MissingPayment> {
    const slots = payingRos(finished);
    if (slots.length === 0) return;
    const standard = await this.standard();
    yield* this.ofOwn(
      slots.filter(({ legacy }) => legacy === null),
      standard,
      signal,
    );
    for (const slot of slots.filter(({ legacy }) => legacy !== null)) yield* this.ofLegacy(slot, standard);
  }

  /**
   * What finished slots owe these stakes and no others, in the same order; for a handful, read in one snapshot a kind of slot.
   */
  async ofStakes(finished: readonly Slot[], stakeIds: readonly Types.ObjectId[]): Promise<readonly MissingPayment[]> {
    const slots = payingRos(finished);
    const standard = await this.standard();
    const own = slots.filter(({ legacy }) => legacy === null);
    const missing = own.length === 0 ? [] : [...(await this.readNamed(own, stakeIds, standard))];
    for (const slot of slots.filter(({ legacy }) => legacy !== null)) {
      const named = await this.namedBy(slot, stakeIds);
      if (named.length > 0) missing.push(...(await this.readNamed([slot], named, standard)));
    }
    return missing;
  }

  /** @returns those of these stakes that the chunks of a slot name which another system left unpaid */
  async namedBy(slot: Slot, stakeIds: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
    const chunks = await this.connection
      .collection(COLLECTIONS.distributionChunks)
      .find<NamingChunk>(
        { ...planned(slot), 'subjects.stakeIds': { $in: [...stakeIds] } },
        { projection: { 'subjects.stakeIds': 1 }, maxTimeMS: MAX_TIME_MS },
      )
      .toArray();
    const named = new Set(chunks.flatMap(({ subjects }) => subjects.stakeIds.map(String)));
    return stakeIds.filter((id) => named.has(String(id)));
  }

  private async *ofOwn(
    slots: readonly Slot[],
    standard: Standard,
    signal?: AbortSignal,
  ): AsyncGenerator<MissingPayment> {
    const latest = slots.at(-1);
    if (latest === undefined) return;
    let after: Types.ObjectId | null = null;
    do {
      signal?.throwIfAborted();
      const { missing, last }: Page = await this.readPage(slots, latest.scheduledFor, after, standard);
      yield* missing;
      after = last;
    } while (after !== null);
  }

  /** Such a slot owes those whom its chunks name, and nobody else: what the other system paid is not in the ledger. */
  private async *ofLegacy(slot: Slot, standard: Standard): AsyncGenerator<MissingPayment> {
    const chunks = this.connection
      .collection(COLLECTIONS.distributionChunks)
      .find<NamingChunk>(planned(slot), { projection: { 'subjects.stakeIds': 1 }, sort: { index: 1 }, batchSize: 10 });
    let named: Types.ObjectId[] = [];
    for await (const { subjects } of chunks) {
      named.push(...subjects.stakeIds);
      if (named.length < STAKES_AT_ONCE) continue;
      yield* await this.readNamed([slot], named, standard);
      named = [];
    }
    if (named.length > 0) yield* await this.readNamed([slot], named, standard);
  }

  /** @param slots in the order of their instants */
  private async readNamed(
    slots: readonly Slot[],
    stakeIds: readonly Types.ObjectId[],
    standard: Standard,
  ): Promise<readonly MissingPayment[]> {
    const latest = slots.at(-1);
    if (latest === undefined) return [];
    return runInTransaction(this.connection, async (session) => {
      const still = await this.records.stillFinished(session, slots);
      const named = await this.stakes.named(session, stakeIds, latest.scheduledFor);
      const unpaid = await this.unpaid(session, named, still);
      return unpaid.length === 0 ? [] : this.assess(session, unpaid, still, standard);
    });
  }

  private async readPage(
    slots: readonly Slot[],
    latest: Date,
    after: Types.ObjectId | null,
    standard: Standard,
  ): Promise<Page> {
    return runInTransaction(this.connection, async (session) => {
      const page = await this.stakes.page(session, latest, after, STAKES_AT_ONCE);
      const last = page.length < STAKES_AT_ONCE ? null : (page.at(-1)?._id ?? null);
      const still = await this.records.stillFinished(session, slots);
      const unpaid = await this.unpaid(session, page, still);
      return { missing: unpaid.length === 0 ? [] : await this.assess(session, unpaid, still, standard), last };
    });
  }

  private async unpaid(
    session: ClientSession,
    page: readonly ActivatedStakeRecord[],
    slots: readonly Slot[],
  ): Promise<Unpaid[]> {
    if (slots.length === 0) return [];
    const paid = await this.records.paid(session, { slots, type: 'ROI_EARNED', users: everOwnersOf(page) });
    return page
      .map((stake) => ({
        stake,
        slots: slots.filter(
          ({ _id, scheduledFor }) => stake.activatedAt < scheduledFor && !paid.has(pair(_id, stake._id)),
        ),
      }))
      .filter((unpaid) => unpaid.slots.length > 0);
  }

  private async standard(): Promise<Standard> {
    return { basis: await this.bases.current(), capPercent: await this.cap.percent() };
  }

  private async assess(
    session: ClientSession,
    unpaid: readonly Unpaid[],
    slots: readonly Slot[],
    standard: Standard,
  ): Promise<MissingPayment[]> {
    const stakes = unpaid.map(({ stake }) => stake);
    const owners = ownersOf(stakes);
    const sheet = await this.balances.read(session, { $in: owners });
    const knowledge: Knowledge = {
      wallets: await this.accounts.wallets(session, owners),
      differing: differing(sheet, standard),
      failed: await this.records.failed(session, {
        slots,
        type: 'ROI_EARNED',
        subjectIds: stakes.map(({ _id }) => _id),
      }),
    };
    return unpaid.flatMap((one) => assessUnpaid(one, knowledge));
  }
}

/** Only what is proved can contradict: see `WalletBasis`. */
function differing(sheet: BalanceSheet, { basis, capPercent }: Standard): ReadonlySet<string> {
  const wallets = basis === 'recorded' ? compareWallets(sheet) : [];
  const stakes = basis === 'unadopted' ? [] : compareStakes(sheet, capPercent);
  return new Set([...wallets, ...stakes].map(({ ids }) => ids.stakeId ?? ids.userId));
}

/** Those that pay ROS, in the order of their instants. */
function payingRos(slots: readonly Slot[]): Slot[] {
  return slots.filter(({ rate }) => rate > 0n).sort((a, b) => a.scheduledFor.getTime() - b.scheduledFor.getTime());
}

function planned({ _id }: Slot) {
  return { distributionId: _id, phase: 'ROS', secondChance: false };
}

interface NamingChunk {
  readonly subjects: { readonly stakeIds: readonly Types.ObjectId[] };
}

interface Page {
  readonly missing: readonly MissingPayment[];
  /** Null when this was the last page. */
  readonly last: Types.ObjectId | null;
}

/** What the slots would pay one stake now, each payout counted before the next: together they keep to the cap. Pure. */
function assessUnpaid({ stake, slots }: Unpaid, knowledge: Knowledge): MissingPayment[] {
  const missing: MissingPayment[] = [];
  const userId = stake.userId instanceof Types.ObjectId ? stake.userId : null;
  const differs = [stake._id, ...(userId === null ? [] : [userId])].some((id) =>
    knowledge.differing.has(id.toHexString()),
  );
  let current: ActivatedStakeRecord = stake;
  for (const slot of slots) {
    const failedBefore = knowledge.failed.get(pair(slot._id, stake._id));
    const rules = { rate: slot.rate, capPercent: slot.rules.capPercent };
    const assessment = assessStake(current, knowledge.wallets, rules);
    const known = { slot, phase: 'ROS', subjectId: stake._id, userId, reported: failedBefore !== undefined } as const;
    if (assessment.kind === 'fail') missing.push({ ...known, amount: null, reason: assessment.reason });
    if (assessment.kind !== 'pay') continue;
    if (differs) {
      missing.push({ ...known, amount: null, reason: BALANCE_DIFFERS });
      continue;
    }
    const { amount } = assessment.payout;
    missing.push({ ...known, amount, reason: failedBefore ?? null });
    if (assessment.payout.stake?.reachesCap === true) break;
    const earned = current.totalEarned === undefined ? amount : addMoney(moneyFromDecimal(current.totalEarned), amount);
    current = { ...current, totalEarned: moneyToDecimal(earned) };
  }
  return missing;
}
