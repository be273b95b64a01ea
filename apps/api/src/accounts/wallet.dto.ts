import { ApiProperty } from '@nestjs/swagger';
import { moneyToNumber, type Money } from '#lib/money';
import { MoneyOut } from '../declarations/documented.js';

export class WalletDto {
  @MoneyOut(1234.56, { description: 'Everything that was paid and not taken out, USDT' })
  earnings: number;

  @ApiProperty({ type: String, enum: ['USDT'] })
  currency: 'USDT';
}

export function toWalletDto(earnings: Money): WalletDto {
  return { earnings: moneyToNumber(earnings), currency: 'USDT' };
}
