import { readFileSync } from 'node:fs';
import { VARIABLES } from '#lib/config';
import { variablesOf } from './compose.js';
import { exampleMatchesVariables } from './environment-example.js';
import { parseProject, readProject } from './project.js';
import { staleAwaitedExports } from './rules/dead-exports.js';
import { RULES } from './rules/index.js';
import { missingPureFiles } from './rules/pure-files.js';
import { stalePendingStatusWrites } from './rules/status-writes.js';

const project = readProject();

const rules = RULES.map((rule) => [rule.promise, rule] as const);

describe('the architecture', () => {
  it.each(rules)('%s', (_promise, { check }) => {
    expect(check(project)).toEqual([]);
  });

  it.each(rules)('is red when broken: %s', (_promise, { check, broken }) => {
    for (const sample of broken) {
      if (check(parseProject(sample)).length === 0) throw new Error(`not found in ${JSON.stringify(sample)}`);
    }
  });

  it.each(rules.filter(([, { sound }]) => sound !== undefined))('is not red for a likeness: %s', (_promise, rule) => {
    for (const sample of rule.sound ?? []) expect(rule.check(parseProject(sample))).toEqual([]);
  });

  it('lists no exception that nothing needs any more', () => {
    expect([...stalePendingStatusWrites(project), ...staleAwaitedExports(project)]).toEqual([]);
    expect(missingPureFiles(project)).toEqual([]);
  });

  it('knows whose schemas the watched collections have', () => {
    const known = [...(project.values().next().value?.schemas.values() ?? [])];
    expect(known).toEqual(
      expect.arrayContaining(['users', 'stakes', 'transactions', 'distributions', 'distributionChunks']),
    );
  });

  it('.env.example names exactly the variables of the configuration and of docker-compose.yml', () => {
    const ofCompose = variablesOf(readFileSync('docker-compose.yml', 'utf8'));
    const names = [...new Set([...Object.keys(VARIABLES), ...ofCompose])];
    expect(exampleMatchesVariables(readFileSync('.env.example', 'utf8'), names)).toEqual([]);
    expect(exampleMatchesVariables('PORT=1\nGHOST=2\nPORT=3', ['PORT', 'REDIS_URL'])).toHaveLength(3);
  });
});
