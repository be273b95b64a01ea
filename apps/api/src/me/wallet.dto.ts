import { ApiProperty } from '@nestjs/swagger';
import { moneyToNumber, type Money } from '#lib/money';
import { MoneyOut } from '../http/document/documented.js';

export class WalletDto {
  @MoneyOut(1234.56, {
    nullable: true,
    description: 'Everything that was paid and not taken out, USDT; null when what is stored is no amount',
  })
  earnings: number | null;

  @ApiProperty({ type: String, enum: ['USDT'] })
  currency: 'USDT';
}

export function toWalletDto(earnings: Money | null): WalletDto {
  return { earnings: earnings === null ? null : moneyToNumber(earnings), currency: 'USDT' };
}
