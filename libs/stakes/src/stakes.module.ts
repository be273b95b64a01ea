import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DueStakes } from './due-stakes.js';
import { Stake, StakeSchema } from './stake.schema.js';

@Module({
  imports: [MongooseModule.forFeature([{ name: Stake.name, schema: StakeSchema }])],
  providers: [DueStakes],
  exports: [DueStakes],
})
export class StakesModule {}
