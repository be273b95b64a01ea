import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { WorkersModule } from '#lib/workers';
import { IdempotencyKey, IdempotencyKeySchema } from './idempotency-key.schema.js';
import { Idempotency } from './idempotency.js';

@Module({
  imports: [WorkersModule, MongooseModule.forFeature([{ name: IdempotencyKey.name, schema: IdempotencyKeySchema }])],
  providers: [Idempotency],
  exports: [Idempotency],
})
export class IdempotencyModule {}
