export { PoolQualifiers, ranksInForce, type QualifierCount, type Standing } from './pool-qualifiers.js';
export { QualifierCounts } from './qualifier-counts.js';
export { QualifiersModule } from './qualifiers.module.js';
