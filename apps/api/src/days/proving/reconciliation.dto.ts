import { ApiProperty } from '@nestjs/swagger';
import { PHASES, SLOT_STATUSES, type Phase, type SlotStatus } from '#lib/slots';
import { CHECK_IDS, CHECK_SCOPES, type CheckId, type CheckScope, type OtherServices } from '#lib/reconciliation';
import { SlotStakesDto } from '../watching/day.dto.js';
import { CountOut, DateOut, InstantOut, MoneyOut } from '../../http/document/documented.js';

export class DifferenceDto {
  @ApiProperty({ type: String, example: 'wallet and ledger differ' })
  what: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Where to look',
    example: { userId: '665f1c2e9b1e8a0012345678' },
  })
  ids: Readonly<Record<string, string>>;

  @ApiProperty({ type: String, description: 'An exact decimal for amounts, USDT', example: '12.5' })
  expected: string;

  @ApiProperty({ type: String, example: '12' })
  actual: string;
}

export class CheckDto {
  @ApiProperty({ type: String, enum: CHECK_IDS, example: 'I2' })
  id: CheckId;

  @ApiProperty({ type: String, example: 'wallet = sum of entries' })
  title: string;

  @ApiProperty({ type: Boolean, example: true })
  holds: boolean;

  @ApiProperty({
    type: String,
    enum: CHECK_SCOPES,
    description:
      'What was looked at. I2: all wallets and stakes, or, behind a long history, those that the date has paid',
    example: 'date',
  })
  scope: CheckScope;

  @CountOut(3000, { description: 'How many things were looked at' })
  checked: number;

  @ApiProperty({ type: [DifferenceDto], description: 'The first 100' })
  differences: readonly DifferenceDto[];

  @CountOut(0)
  differencesTotal: number;
}

export class LedgerLineDto {
  @CountOut(150)
  count: number;

  @MoneyOut(1234.56)
  total: number;
}

export class LedgerByPhaseDto implements Record<Phase, LedgerLineDto> {
  @ApiProperty({ type: LedgerLineDto })
  ROS: LedgerLineDto;

  @ApiProperty({ type: LedgerLineDto })
  PREMIUM: LedgerLineDto;

  @ApiProperty({ type: LedgerLineDto })
  PERFORMANCE: LedgerLineDto;
}

export class ReconciledSlotDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @ApiProperty({ type: String, example: 'slot' })
  kind: string;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: String, enum: SLOT_STATUSES, enumName: 'SlotStatus', example: 'COMPLETED' })
  status: SlotStatus;

  @ApiProperty({ type: String, nullable: true, example: null })
  reason: string | null;

  @InstantOut('2026-02-12T14:30:00.000Z')
  scheduledFor: Date;

  @CountOut(150)
  processedStakes: number;

  @CountOut(140)
  usersProcessed: number;

  @MoneyOut(1234.56)
  totalDistributed: number;

  @CountOut(0)
  errors: number;

  @ApiProperty({ type: SlotStakesDto, nullable: true, description: 'What became of every stake that was ACTIVE' })
  stakes: SlotStakesDto | null;

  @ApiProperty({ type: LedgerByPhaseDto, description: 'Entries and their sum' })
  ledger: LedgerByPhaseDto;
}

export class UnexplainedDto {
  @CountOut(0, { description: 'Balances that the ledger does not explain and that are no error' })
  count: number;

  @ApiProperty({ type: [DifferenceDto], description: 'The first 100' })
  items: readonly DifferenceDto[];
}

export class OthersLineDto {
  @ApiProperty({ type: String, example: 'WITHDRAWAL' })
  type: string;

  @CountOut(38)
  count: number;

  @MoneyOut(-199.5)
  amount: number;
}

export class OtherServicesDto {
  @ApiProperty({
    type: String,
    enum: ['recorded', 'foreign', 'unadopted'],
    description:
      'recorded: every balance is proved; foreign: wallets are not; unadopted: neither wallets nor stakes are',
    example: 'recorded',
  })
  basis: OtherServices['basis'];

  @ApiProperty({ type: UnexplainedDto })
  unexplained: UnexplainedDto;

  @InstantOut('2026-02-12T09:00:00.000Z', {
    nullable: true,
    description: 'From when on the entries of other services are counted; null: over all time',
  })
  since: Date | null;

  @ApiProperty({ type: [OthersLineDto], description: 'What other services wrote into transactions' })
  entries: readonly OthersLineDto[];
}

export class MissingLineDto {
  @ApiProperty({ type: String, example: '2026-02-12/slot-1' })
  key: string;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: String, enum: PHASES, example: 'ROS' })
  phase: Phase;

  @ApiProperty({ type: String, description: 'The stake for ROS, the user for pools' })
  subjectId: string;

  @ApiProperty({ type: String, nullable: true })
  userId: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'What would be paid now, USDT', example: 0.5 })
  amount: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'MISSING_USER' })
  reason: string | null;

  @ApiProperty({ type: Boolean, description: 'Compensation would pay it', example: true })
  payable: boolean;
}

export class MissingListDto {
  @CountOut(0)
  count: number;

  @CountOut(0, { description: 'Those that compensation would pay' })
  payable: number;

  @MoneyOut(0)
  amount: number;

  @CountOut(0, { description: 'Those that cannot be paid and whose failure no slot reports' })
  unreported: number;

  @ApiProperty({ type: [MissingLineDto], description: 'The first ones' })
  items: readonly MissingLineDto[];
}

/** The proof for a date: ledger = wallets = stakes = slot totals, and what is missing. */
export class ReconciliationDto {
  @DateOut('2026-02-12')
  date: string;

  @ApiProperty({ type: Boolean, description: 'Every invariant holds and nothing is missing', example: true })
  holds: boolean;

  @InstantOut('2026-02-12T20:00:00.000Z')
  checkedAt: Date;

  @CountOut(420)
  tookMs: number;

  @ApiProperty({ type: [CheckDto] })
  checks: readonly CheckDto[];

  @ApiProperty({ type: [ReconciledSlotDto] })
  slots: readonly ReconciledSlotDto[];

  @ApiProperty({ type: MissingListDto })
  missing: MissingListDto;

  @ApiProperty({ type: OtherServicesDto })
  others: OtherServicesDto;
}
