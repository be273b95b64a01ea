import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { routesOfTheSpecification } from '../support/specification-routes.js';

const HERE = 'test/e2e/contract';

it('each part of docs/specification.md 3 is walked once', () => {
  const files = readdirSync(HERE).filter((name) => name.startsWith('specification-walk-'));
  const walked = files.flatMap((name) =>
    [...readFileSync(join(HERE, name), 'utf8').matchAll(/^section\('([\d.]+)'/gm)].map(([, number]) => number),
  );
  expect(walked.sort()).toEqual([...routesOfTheSpecification([]).keys()].sort());
});
