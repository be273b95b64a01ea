import { Module } from '@nestjs/common';
import { PoolQualifiers } from './pool-qualifiers.js';

@Module({ providers: [PoolQualifiers], exports: [PoolQualifiers] })
export class QualifiersModule {}
