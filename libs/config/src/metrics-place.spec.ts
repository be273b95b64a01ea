import { describe, expect, test } from '@jest/globals';
import { loadConfig } from './app-config.js';
import { placeOfMetrics } from './metrics-place.js';

describe('placeOfMetrics', () => {
  test.each([
    [null, 3000, true, 'none'],
    [null, 3000, false, 'beside'],
    [9464, 3000, true, 'own'],
    [9464, 3001, false, 'own'],
    [3000, 3000, true, 'beside'],
    [0, 0, true, 'own'],
  ] as const)('with METRICS_PORT %s and port %i, public: %s, is %s', (metricsPort, port, isPublic, place) => {
    expect(placeOfMetrics(metricsPort, port, isPublic)).toBe(place);
  });
});

test('metrics are beside everything else in development', () => {
  const { apiMetrics, workerMetrics } = loadConfig({ NODE_ENV: 'development' });
  expect([apiMetrics, workerMetrics]).toEqual(['beside', 'beside']);
});
