export { PoolQualifiers, ranksInForce, type QualifierCount } from './pool-qualifiers.js';
export { QualifiersModule } from './qualifiers.module.js';
