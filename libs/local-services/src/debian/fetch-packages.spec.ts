import { expect, it } from '@jest/globals';
import { tellFifths } from './fetch-packages.js';

it('says at every fifth how far it has come, and nothing in between', () => {
  const lines: string[] = [];
  const tell = tellFifths((line) => lines.push(line), 'unpacked', 214);
  for (let done = 1; done <= 214; done += 1) tell(done);
  expect(lines).toEqual([43, 86, 129, 172].map((done) => `unpacked ${done} of 214`).concat('unpacked 214 of 214'));
});

it('says nothing of nothing', () => {
  const lines: string[] = [];
  tellFifths((line) => lines.push(line), 'fetched', 0)(0);
  expect(lines).toEqual([]);
});
