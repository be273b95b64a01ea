import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ALERT_RULES, DELIVERY_STATUSES, type AlertRule, type AlertView } from '#lib/alerts';
import { CountOut, InstantOut } from '../declarations/documented.js';
import { PageQuery } from '../declarations/page.dto.js';

export class AlertsQuery extends PageQuery {
  @ApiProperty({ type: String, required: false, description: 'The nextCursor of the page before' })
  @IsOptional()
  @Matches(/^[0-9a-f]{24}$/, { message: 'must be the nextCursor of an earlier page' })
  override cursor?: string;

  @ApiProperty({ type: String, enum: ['true', 'false'], required: false, description: 'Left out: all' })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  acknowledged?: 'true' | 'false';
}

export class AlertDto {
  @ApiProperty({ type: String, example: '665f1c2e9b1e8a0012345678' })
  id: string;

  @ApiProperty({ type: String, enum: ALERT_RULES })
  rule: AlertRule;

  @ApiProperty({ type: String, example: 'Slot 2026-02-12/slot-1 FAILED: MISFIRED' })
  message: string;

  @ApiProperty({ type: String, nullable: true, example: '2026-02-12' })
  date: string | null;

  @CountOut(1, { nullable: true })
  slotNumber: number | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: { key: '2026-02-12/slot-1' } })
  facts: Readonly<Record<string, unknown>>;

  @InstantOut('2026-02-12T14:31:00.000Z')
  raisedAt: Date;

  @ApiProperty({ type: Boolean, example: false })
  acknowledged: boolean;

  @InstantOut('2026-02-12T14:40:00.000Z', { nullable: true })
  acknowledgedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  acknowledgedBy: string | null;

  @ApiProperty({ type: String, enum: DELIVERY_STATUSES, description: 'Of the POST to ALERT_WEBHOOK_URL' })
  delivery: AlertView['delivery'];
}

export class AlertsDto {
  @ApiProperty({ type: [AlertDto], description: 'Newest first' })
  alerts: readonly AlertDto[];
}
