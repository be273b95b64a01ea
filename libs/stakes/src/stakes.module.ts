import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DueStakes } from './due-stakes.js';
import { PaidStakes } from './paid-stakes.js';
import { Stake, StakeSchema } from './stake.schema.js';
import { UserStakes } from './user-stakes.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: Stake.name, schema: StakeSchema }])],
  providers: [DueStakes, PaidStakes, UserStakes],
  exports: [DueStakes, PaidStakes, UserStakes],
})
export class StakesModule {}
