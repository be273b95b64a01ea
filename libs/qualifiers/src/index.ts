export { POOLS, PoolQualifiers, type Pool, type QualifierCount } from './pool-qualifiers.js';
export { QualifiersModule } from './qualifiers.module.js';
