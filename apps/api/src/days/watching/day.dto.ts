import { ApiProperty } from '@nestjs/swagger';
import {
  DAY_STATUSES,
  REVERSAL_STATUSES,
  RUN_KINDS,
  RUN_STATES,
  SLOT_STATUSES,
  type DayStatus,
  type ReversalStatus,
  type RunKind,
  type RunState,
  type SlotStatus,
} from '#lib/slots';
import { ValuesDto } from '../declaring/declaration.dto.js';
import { CountOut, DateOut, InstantOut, MoneyOut, PercentOut, StatusUrlOut } from '../../http/document/documented.js';
import { ExecutionNoticeDto } from '../../health/execution-notice.dto.js';

export class ProgressDto {
  @CountOut(150)
  totalStakes: number;

  @CountOut(150)
  processedStakes: number;

  @CountOut(100, { description: 'Whole percent, of stakes and pool shares; 100 only when everything due is paid' })
  percent: number;
}

export class NotDueDto {
  @CountOut(3, { description: 'Activated at the slot’s instant or later' })
  activatedLater: number;

  @CountOut(0, { description: 'Without an instant of activation' })
  withoutActivation: number;
}

export class AccountedDto {
  @CountOut(147)
  paid: number;

  @CountOut(1, { description: 'Had earned up to their cap before' })
  capped: number;

  @CountOut(1, { description: 'Their payout rounds down to nothing' })
  nothing: number;

  @CountOut(0)
  failed: number;

  @CountOut(1, { description: 'Were ACTIVE no more when they were to be paid' })
  left: number;

  @CountOut(0, { description: 'Due when paid, or when compensated, and not counted when planned' })
  joined: number;

  @ApiProperty({
    type: 'integer',
    required: false,
    description: 'Were paid, and it was taken back; only there where something was',
    example: 12,
  })
  reversed?: number;
}

export class ReversalDto {
  @ApiProperty({ type: String, enum: REVERSAL_STATUSES, enumName: 'ReversalStatus', example: 'COMPLETED' })
  status: ReversalStatus;

  @CountOut(149, { description: 'Payouts that are taken back' })
  reversed: number;

  @CountOut(1, { description: 'Payouts that could not be; the failures of the date name them' })
  failed: number;

  @CountOut(150, { description: 'Payouts that the slot made; 0 until they are counted' })
  total: number;

  @MoneyOut(1233.56, { description: 'What was taken back, USDT' })
  amount: number;

  @ApiProperty({ type: String, description: 'In the words of the admin', example: 'a wrong percentage' })
  reason: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED', example: null })
  error: string | null;

  @InstantOut('2026-02-12T15:00:00.000Z')
  requestedAt: Date;

  @ApiProperty({ type: String, nullable: true, example: 'ann@example.com' })
  requestedBy: string | null;

  @InstantOut('2026-02-12T15:00:04.210Z', { nullable: true })
  endedAt: Date | null;

  @InstantOut('2026-02-12T16:00:00.000Z', { nullable: true })
  reinstatedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  reinstatedBy: string | null;
}

export class SlotStakesDto {
  @CountOut(153, { description: 'ACTIVE when the slot was planned' })
  active: number;

  @CountOut(150)
  due: number;

  @ApiProperty({ type: NotDueDto })
  notDue: NotDueDto;

  @ApiProperty({
    type: AccountedDto,
    nullable: true,
    description: 'What became of the due; null until the slot has ended',
  })
  accounted: AccountedDto | null;
}

export class SlotRunDto {
  @ApiProperty({ type: String, enum: RUN_KINDS, enumName: 'RunKind', example: 'schedule' })
  kind: RunKind;

  @ApiProperty({ type: String, enum: RUN_STATES, enumName: 'RunState', example: 'ENDED' })
  state: RunState;

  @InstantOut('2026-02-12T09:00:00.000Z')
  requestedAt: Date;

  @ApiProperty({ type: String, nullable: true, example: 'ann@example.com' })
  requestedBy: string | null;

  @InstantOut('2026-02-12T15:00:00.000Z', {
    nullable: true,
    description: 'Of a run that waits so that it can be cancelled: before when nothing of it is paid; else null',
  })
  notBefore: Date | null;
}

export class SlotDto {
  @CountOut(1, { description: 'null for a run that is no slot', nullable: true })
  slotNumber: number | null;

  @ApiProperty({
    type: String,
    example: 'slot',
    description: 'slot, or how else it was started: manual-ros, auto-ros …',
  })
  kind: string;

  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus', example: 'COMPLETED' })
  status: SlotStatus;

  @PercentOut(1)
  rosPercentage: number;

  @MoneyOut(0)
  premiumPoolAmount: number;

  @MoneyOut(0)
  performancePoolAmount: number;

  @InstantOut('2026-02-12T14:30:00.000Z')
  scheduledFor: Date;

  @InstantOut('2026-02-12T14:30:00.012Z', { nullable: true })
  startedAt: Date | null;

  @InstantOut('2026-02-12T14:30:05.123Z', { nullable: true })
  executedAt: Date | null;

  @CountOut(12, { description: 'Start behind the scheduled instant, ms', nullable: true })
  latenessMs: number | null;

  @CountOut(5123, { nullable: true })
  executionTimeMs: number | null;

  @CountOut(1)
  attempts: number;

  @CountOut(150)
  usersProcessed: number;

  @CountOut(150)
  processedStakes: number;

  @MoneyOut(1234.56)
  totalDistributed: number;

  @CountOut(0, { description: 'Records that could not be paid and still are not' })
  errors: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED, a stable word', example: null })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED, for people', example: null })
  error: string | null;

  @ApiProperty({ type: SlotRunDto, description: 'The run that waits, works, or was the last' })
  run: SlotRunDto;

  @ApiProperty({
    type: SlotStakesDto,
    nullable: true,
    description: 'Every ACTIVE stake accounted for; null until the slot is planned',
  })
  stakes: SlotStakesDto | null;

  @ApiProperty({
    type: ReversalDto,
    nullable: true,
    description: 'What of it is taken back, or was last; null where nothing ever was',
  })
  reversal: ReversalDto | null;

  @ApiProperty({ type: ProgressDto, description: 'Live while the slot executes' })
  progress: ProgressDto;
}

export class RosStatsDto {
  @CountOut(150)
  processedStakes: number;

  @MoneyOut(1234.56)
  totalDistributed: number;
}

export class PoolStatsDto {
  @CountOut(0)
  usersReceived: number;

  @MoneyOut(0)
  totalDistributed: number;
}

export class LastExecutionDto {
  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus', example: 'COMPLETED' })
  status: string;

  @ApiProperty({ type: RosStatsDto })
  rosStats: RosStatsDto;

  @ApiProperty({ type: PoolStatsDto })
  premiumPoolStats: PoolStatsDto;

  @ApiProperty({ type: PoolStatsDto })
  performancePoolStats: PoolStatsDto;

  @InstantOut('2026-02-12T14:30:05.123Z')
  executedAt: Date;

  @CountOut(5123, { nullable: true })
  executionTimeMs: number | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error: string | null;
}

export class DayTotalsDto {
  @MoneyOut(1234.56, {
    nullable: true,
    description: 'Paid, owed and still to be paid, USDT; null while ROS is to be paid, which is known when it is',
  })
  planned: number | null;

  @MoneyOut(1234.56)
  paid: number;

  @MoneyOut(0, { nullable: true, description: 'Left unpaid, USDT; null where that is ROS: the reconciliation tells' })
  owed: number | null;

  @CountOut(150, { description: 'Users of the slot that reached most of them' })
  users: number;
}

/** A day as it is queued. */
export class QueuedDayDto extends ExecutionNoticeDto {
  @DateOut('2026-02-12')
  today: string;

  @ApiProperty({ type: String, enum: DAY_STATUSES, enumName: 'DayStatus', example: 'COMPLETED' })
  status: DayStatus;

  @InstantOut('2026-02-12T14:30:00.000Z', { description: "The first slot's", nullable: true })
  scheduledFor: Date | null;

  @ApiProperty({ type: ValuesDto, nullable: true, description: 'null when nothing is declared' })
  values: ValuesDto | null;

  @ApiProperty({ type: Boolean, example: false })
  multiSlotEnabled: boolean;

  @ApiProperty({ type: [SlotDto], description: 'In the order of their instants, cancelled ones too' })
  distributionSlots: readonly SlotDto[];
}

/** A day's status. */
export class DayDto extends QueuedDayDto {
  @ApiProperty({
    type: LastExecutionDto,
    nullable: true,
    description: 'Of the day: sums over all that has ended; executedAt, status and error of the last',
  })
  lastExecution: LastExecutionDto | null;

  @ApiProperty({ type: DayTotalsDto })
  totals: DayTotalsDto;
}

/** A day of which something works that the request has started. */
export class RunningDayDto extends DayDto {
  @StatusUrlOut('/api/v1/admin/daily-declaration-returns/2026-02-12/status')
  statusUrl: string;
}
