import { ApiProperty } from '@nestjs/swagger';
import { SLOT_STATUSES, type SlotStatus } from '#lib/slots';
import type { ProcessRecord } from '#lib/workers';
import { CountOut, InstantOut } from '../http/document/documented.js';
import type { CronFacts } from './cron-facts.js';

export class CanaryDto {
  @InstantOut('2026-02-12T14:29:30.000Z', { nullable: true, description: 'Of the last one that came back' })
  sentAt: Date | null;

  @CountOut(14, { nullable: true, description: 'null when the last one was lost, or none came back yet; ms' })
  roundTripMs: number | null;

  @ApiProperty({ type: Boolean, example: false })
  lost: boolean;
}

export class WorkerDto {
  @ApiProperty({ type: String, example: 'worker-1-4242-a1b2c3' })
  id: string;

  @InstantOut('2026-02-12T14:30:00.000Z')
  lastHeartbeat: Date;

  @ApiProperty({ type: String, example: '0.1.0' })
  version: string;

  @InstantOut('2026-02-12T08:00:00.000Z')
  startedAt: Date;

  @InstantOut('2026-02-12T14:29:58.000Z', { nullable: true })
  lastSweepAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  lastSweepError: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 2,
    description: "Its clock against the database's; ms, > 0: ahead",
  })
  clockSkewMs: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'v24.21.0' })
  nodeVersion: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2026c', description: 'The version of its time-zone data' })
  timeZoneData: string | null;

  @ApiProperty({ type: CanaryDto, description: 'A job that the worker sends to itself through the real queue' })
  canary: CanaryDto;
}

export class SweepDto {
  @InstantOut('2026-02-12T14:29:58.000Z')
  at: Date;

  @ApiProperty({ type: String, example: 'worker-1-4242-a1b2c3' })
  workerId: string;
}

export class SlotSummaryDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, example: 'slot' })
  kind: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-02-12' })
  date: string | null;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus', example: 'PENDING' })
  status: SlotStatus;

  @InstantOut('2026-02-12T14:30:00.000Z')
  scheduledFor: Date;

  @InstantOut('2026-02-12T14:30:05.123Z', { nullable: true })
  executedAt: Date | null;

  @CountOut(0)
  attempts: number;

  @CountOut(0)
  errors: number;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error: string | null;
}

export class OverdueSlotDto extends SlotSummaryDto {
  @CountOut(90000)
  overdueMs: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The slot that runs meanwhile: they run one at a time',
    example: null,
  })
  waitsFor: string | null;

  @ApiProperty({ type: Boolean, description: 'What it waits for gets on: no problem, and no alert', example: false })
  waitsItsTurn: boolean;
}

/** Whether slots are executed, and what stands in the way. */
export class MendableDto {
  @CountOut(150, { nullable: true, description: 'Wallets that are plain numbers; null: counting takes too long' })
  wallets: number | null;

  @CountOut(160, { nullable: true, description: 'Stakes whose amount is a plain number' })
  amounts: number | null;

  @CountOut(160, { nullable: true, description: 'Stakes whose totalEarned is a plain number' })
  earnings: number | null;

  @CountOut(148, { nullable: true, description: 'ACTIVE stakes without an instant of activation' })
  activations: number | null;
}

export class AdoptionDto {
  @InstantOut('2026-02-12T14:30:00.000Z', { nullable: true, description: 'null: never, or undone' })
  appliedAt: Date | null;

  @ApiProperty({ type: MendableDto, description: 'What adoption would still mend; at most 10,000 are counted' })
  mendable: MendableDto;
}

export class CronStatusDto {
  @ApiProperty({ type: Boolean, description: 'There are no problems', example: true })
  healthy: boolean;

  @ApiProperty({ type: [String], description: 'In words', example: [] })
  problems: readonly string[];

  @ApiProperty({ type: Boolean, description: 'false: the environment switches execution off', example: true })
  enabled: boolean;

  @ApiProperty({ type: [String], description: 'The variables that switch it off', example: [] })
  disabledBy: readonly string[];

  @ApiProperty({ type: Boolean, example: false })
  paused: boolean;

  @InstantOut('2026-02-12T14:30:00.000Z', { description: "By the database's clock, which everything goes by" })
  now: Date;

  @ApiProperty({ type: [WorkerDto], description: 'Those that live' })
  workers: readonly WorkerDto[];

  @InstantOut('2026-02-12T14:30:00.000Z', { nullable: true, description: 'Of any worker, also of one that is gone' })
  lastHeartbeat: Date | null;

  @ApiProperty({ type: SweepDto, nullable: true, description: 'The latest one that succeeded' })
  lastSweep: SweepDto | null;

  @ApiProperty({ type: SlotSummaryDto, nullable: true })
  runningSlot: SlotSummaryDto | null;

  @ApiProperty({ type: [SlotSummaryDto], description: 'Soonest first, at most 10' })
  nextSlots: readonly SlotSummaryDto[];

  @ApiProperty({ type: [OverdueSlotDto], description: 'Due, and nobody runs them; longest waiting first' })
  overdueSlots: readonly OverdueSlotDto[];

  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
    description: 'Jobs by queue and state; null while Redis does not answer',
    example: { slots: { delayed: 2, waiting: 0 }, chunks: { waiting: 0 } },
  })
  queueCounts: Readonly<Record<string, Readonly<Record<string, number>>>> | null;

  @ApiProperty({ type: [SlotSummaryDto], description: 'Latest first, at most 10: FAILED, or with unpaid records' })
  lastFailures: readonly SlotSummaryDto[];

  @ApiProperty({ type: AdoptionDto })
  adoption: AdoptionDto;

  @ApiProperty({
    type: [String],
    description:
      'What is to be known and keeps no slot from running, as slots that wait for their turn, and what adoption would still mend',
    example: ['150 wallets are numbers and no Decimal128, without an opening balance: "npm run adopt" says more.'],
  })
  notices: readonly string[];
}

export function toCronStatusDto(status: CronFacts & { readonly problems: readonly string[] }): CronStatusDto {
  const { now, problems, switchedOffBy, paused, workers, lastHeartbeat, running } = status;
  const { nextSlots, overdueSlots, queueCounts, lastFailures, adoption, notices } = status;
  return {
    healthy: problems.length === 0,
    problems,
    enabled: switchedOffBy.length === 0,
    disabledBy: switchedOffBy,
    paused,
    now,
    workers: workers.map(toWorkerDto),
    lastHeartbeat,
    lastSweep: lastSweepOf(workers),
    runningSlot: running,
    nextSlots,
    overdueSlots,
    queueCounts,
    lastFailures,
    adoption: { appliedAt: adoption.appliedAt, mendable: adoption.mendable },
    notices,
  };
}

function toWorkerDto(worker: ProcessRecord): WorkerDto {
  const { _id, lastHeartbeat, version, startedAt, lastSweepAt, lastSweepError } = worker;
  const { lastCanaryAt, canaryRoundTripMs } = worker;
  return {
    ...{ id: _id, lastHeartbeat, version, startedAt },
    lastSweepAt: lastSweepAt ?? null,
    lastSweepError: lastSweepError ?? null,
    clockSkewMs: worker.skewMs ?? null,
    nodeVersion: worker.nodeVersion ?? null,
    timeZoneData: worker.zoneData?.version ?? null,
    canary: {
      sentAt: lastCanaryAt ?? null,
      roundTripMs: canaryRoundTripMs ?? null,
      lost: canaryRoundTripMs === null,
    },
  };
}

function lastSweepOf(workers: readonly ProcessRecord[]): SweepDto | null {
  return workers.reduce<SweepDto | null>(
    (last, { _id, lastSweepAt }) =>
      lastSweepAt !== undefined && (last === null || lastSweepAt > last.at) ? { at: lastSweepAt, workerId: _id } : last,
    null,
  );
}
