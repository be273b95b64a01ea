import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, Matches } from 'class-validator';
import {
  ALERT_RULES,
  ALERT_SEVERITIES,
  DELIVERY_STATUSES,
  type AlertRule,
  type AlertSeverity,
  type AlertView,
} from '#lib/alerts';
import { CountOut, InstantOut, OptionalDescription } from '../http/document/documented.js';
import { IdPageQuery, PageMetaDto } from '../http/answers/page.dto.js';
import { AdminMutationBody } from '../http/requests/admin-mutation-body.js';
import { IsCalendarDate } from '../http/requests/validators/is-calendar-date.js';

const MAX_IDS = 100;
const WHAT_IDS = `must be a list of 1 to ${MAX_IDS} ids of alerts, 24 hexadecimal digits each`;

export class AlertsQuery extends IdPageQuery {
  @ApiProperty({ type: String, enum: ['true', 'false'], required: false, description: 'Left out: all' })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  acknowledged?: 'true' | 'false';

  @ApiProperty({ type: String, enum: ALERT_RULES, required: false, description: 'Only of this rule' })
  @IsOptional()
  @IsIn(ALERT_RULES, { message: `must be one of ${ALERT_RULES.join(', ')}` })
  rule?: AlertRule;

  @ApiProperty({ type: String, enum: ALERT_SEVERITIES, required: false, description: 'Only of this severity' })
  @IsOptional()
  @IsIn(ALERT_SEVERITIES, { message: `must be one of ${ALERT_SEVERITIES.join(', ')}` })
  severity?: AlertSeverity;

  @ApiProperty({
    type: String,
    format: 'date',
    required: false,
    description: 'Only of this date',
    example: '2026-02-12',
  })
  @IsOptional()
  @IsCalendarDate()
  date?: string;

  @ApiProperty({
    type: String,
    enum: ['true', 'false'],
    required: false,
    description: 'true: neither acknowledged nor resolved; left out: all',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  open?: 'true' | 'false';
}

/** Taking notice needs no code; a client that sends one all the same does not lose it. */
export class AcknowledgeAlertBody extends AdminMutationBody {
  @ApiProperty({ type: String, required: false, description: 'Not needed, and not used up', example: '123456' })
  override twoFACode?: string | number | null;
}

/** Ids or a rule, or both. */
export class AcknowledgeAlertsBody extends AcknowledgeAlertBody {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', pattern: '^[0-9a-f]{24}$' },
    required: false,
    minItems: 1,
    maxItems: MAX_IDS,
    example: ['665f1c2e9b1e8a0012345678'],
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { each: true, message: WHAT_IDS })
  @ArrayMaxSize(MAX_IDS, { message: WHAT_IDS })
  @ArrayMinSize(1, { message: WHAT_IDS })
  @IsArray({ message: WHAT_IDS })
  ids?: string[];

  @ApiProperty({ type: String, enum: ALERT_RULES, required: false, description: 'All of this rule that are open' })
  @IsOptional()
  @IsIn(ALERT_RULES, { message: `must be one of ${ALERT_RULES.join(', ')}` })
  rule?: AlertRule;

  @OptionalDescription('The wallets are mended')
  note?: string;
}

export class AcknowledgedDto {
  @CountOut(12, { description: 'How many were acknowledged that were not before' })
  acknowledged: number;
}

export class SeverityCountsDto {
  @CountOut(1)
  critical: number;

  @CountOut(2)
  warning: number;

  @CountOut(0)
  info: number;
}

export class AlertsMetaDto extends PageMetaDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Open ones of each rule: neither acknowledged nor resolved',
    example: { SLOT_FAILED: 1 },
  })
  open: Readonly<Record<string, number>>;

  @ApiProperty({ type: SeverityCountsDto, description: 'Open ones of each severity' })
  openBySeverity: SeverityCountsDto;
}

export class ProofHeadDto {
  @CountOut(7)
  seq: number;

  @ApiProperty({ type: String, pattern: '^[0-9a-f]{64}$', description: 'Of that link, see docs/receipts.md' })
  hash: string;
}

export class AlertDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @ApiProperty({ type: String, enum: ALERT_RULES })
  rule: AlertRule;

  @ApiProperty({
    type: String,
    enum: ALERT_SEVERITIES,
    description: 'critical: act at once; warning: today; info: to be known',
  })
  severity: AlertSeverity;

  @ApiProperty({ type: String, description: 'What it means', example: 'a slot ended FAILED; error says why' })
  meaning: string;

  @ApiProperty({ type: String, description: 'What to do', example: 'mend the cause, then retry the slot' })
  action: string;

  @ApiProperty({ type: String, example: 'Slot 2026-02-12/slot-1 FAILED: MISFIRED' })
  message: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-02-12' })
  date: string | null;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { key: '2026-02-12/slot-1' } })
  facts: Readonly<Record<string, unknown>>;

  @ApiProperty({
    type: String,
    description: 'The path that tells more: of the slot, the day, cron/status or the audit log',
    example: '/api/v1/admin/daily-declaration-returns/2026-02-12/slots/1',
  })
  link: string;

  @ApiProperty({
    type: ProofHeadDto,
    nullable: true,
    description: 'The newest link of the chain of proofs when it was raised',
  })
  proof: ProofHeadDto | null;

  @InstantOut('2026-02-12T14:31:00.000Z')
  raisedAt: Date;

  @InstantOut('2026-02-12T14:35:00.000Z', {
    nullable: true,
    description: 'When its cause was gone; null while it is there, or where nothing tells',
  })
  resolvedAt: Date | null;

  @ApiProperty({ type: Boolean, example: false })
  acknowledged: boolean;

  @InstantOut('2026-02-12T14:40:00.000Z', { nullable: true })
  acknowledgedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  acknowledgedBy: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What was noted with it', example: null })
  note: string | null;

  @ApiProperty({ type: String, enum: DELIVERY_STATUSES, description: 'Of the POST to ALERT_WEBHOOK_URL' })
  delivery: AlertView['delivery'];
}

export class AlertsDto {
  @ApiProperty({ type: [AlertDto], description: 'Newest first' })
  alerts: readonly AlertDto[];
}
