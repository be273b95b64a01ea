export { PoolQualifiers, ranksInForce, type QualifierCount, type Standing } from './pool-qualifiers.js';
export { QualifiersModule } from './qualifiers.module.js';
