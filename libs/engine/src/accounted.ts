import type { Accounted, FailureCounts } from '#lib/slots';
import type { ChunkTotals } from './decide-end.js';

/** A stake that failed in a chunk and then left it is in that chunk's errors; it counts as what became of it elsewhere. Pure. */
export function accountedOf({ ROS }: ChunkTotals, failures: FailureCounts = { open: 0, left: 0 }): Accounted {
  const { paid, capped, nothing, left, joined, reversed } = ROS;
  return {
    ...{ paid, capped, nothing, failed: failures.open, left: left + failures.left, joined },
    ...(reversed === 0 ? {} : { reversed }),
  };
}
