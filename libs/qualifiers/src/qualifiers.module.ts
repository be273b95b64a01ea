import { Module } from '@nestjs/common';
import { PoolQualifiers } from './pool-qualifiers.js';
import { QualifierCounts } from './qualifier-counts.js';

@Module({ providers: [PoolQualifiers, QualifierCounts], exports: [PoolQualifiers, QualifierCounts] })
export class QualifiersModule {}
