import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { parseCalendarDate } from '#lib/calendar';
import type { DeclareRequest } from '#lib/declarations';
import { ZERO_RATE } from '#lib/money';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { IsCalendarDate } from '../../http/requests/validators/is-calendar-date.js';
import { OptionalDescription, RequiredMoney, RequiredRosPercentage } from '../../http/document/documented.js';
import { orNothing, readAmounts } from '../../http/requests/read-amounts.js';

export class DeclareBody extends AdminMutationBody {
  @ApiProperty({
    type: String,
    format: 'date',
    description: "Today to today + 30 days, in the platform's time zone",
    example: '2025-01-20',
  })
  @IsCalendarDate()
  date: string;

  @RequiredMoney(10000, 'Shared by those who qualify for the premium pool')
  premiumPoolAmount: number | string;

  @RequiredMoney(5000, 'Shared by those who qualify for the performance pool')
  performancePoolAmount: number | string;

  @RequiredRosPercentage(0.55, 'Paid to every active stake')
  rosPercentage: number | string;

  @OptionalDescription('Normal day')
  description?: string;

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Distribute the pools without a further request: today at once, a later date at its default time',
  })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  autoDistributePools?: boolean;

  @ApiProperty({ type: Boolean, required: false, description: 'The same for the ROS' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  autoDistributeROS?: boolean;
}

export function toDeclareRequest(body: DeclareBody): DeclareRequest {
  const { rate, pools } = readAmounts(body);
  return {
    date: parseCalendarDate(body.date),
    rate: rate ?? ZERO_RATE,
    pools: orNothing(pools),
    description: body.description ?? '',
    autoDistributePools: body.autoDistributePools ?? false,
    autoDistributeRos: body.autoDistributeROS ?? false,
  };
}
