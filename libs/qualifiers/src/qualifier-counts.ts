import { Injectable } from '@nestjs/common';
import type { PerPool } from '#lib/money';
import { PoolQualifiers, type QualifierCount } from './pool-qualifiers.js';

/** How old what is told may be: pages ask for it again and again, and counting reads every qualifier. */
const FRESH_MS = 10_000;

/** How many share each pool, as of a moment ago; counted once for all who ask. */
@Injectable()
export class QualifierCounts {
  private counting: Promise<PerPool<QualifierCount>> | null = null;
  private counted: { readonly counts: PerPool<QualifierCount>; readonly at: number } | null = null;

  constructor(private readonly qualifiers: PoolQualifiers) {}

  /** Never to be asked inside a transaction: counting may take longer than one lives. @returns at most ten seconds old */
  async recent(): Promise<PerPool<QualifierCount>> {
    if (this.counted !== null && performance.now() - this.counted.at < FRESH_MS) return this.counted.counts;
    this.counting ??= this.count().finally(() => {
      this.counting = null;
    });
    return this.counting;
  }

  private async count(): Promise<PerPool<QualifierCount>> {
    const at = performance.now();
    const [premium, shared] = await Promise.all([
      this.qualifiers.count('premium'),
      this.qualifiers.count('performance'),
    ]);
    const counts = { premium, performance: shared };
    this.counted = { counts, at };
    return counts;
  }
}
