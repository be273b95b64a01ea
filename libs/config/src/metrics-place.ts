/** Where a process answers GET /metrics: on a port for that alone, beside everything else, or nowhere. */
export type MetricsPlace = 'own' | 'beside' | 'none';

/**
 * Pure.
 * @param metricsPort null where nothing is said
 * @param ownPort the port for everything else @param isPublic whether the public reaches that one
 */
export function placeOfMetrics(metricsPort: number | null, ownPort: number, isPublic: boolean): MetricsPlace {
  if (metricsPort === null) return isPublic ? 'none' : 'beside';
  return metricsPort === ownPort && metricsPort !== 0 ? 'beside' : 'own';
}
