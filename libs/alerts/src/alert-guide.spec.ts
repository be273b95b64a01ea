import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ALERT_GUIDE, ALERT_SEVERITIES, linkOf, rulesOf } from './alert-guide.js';
import { ALERT_RULES } from './alert.schema.js';

describe('ALERT_GUIDE', () => {
  test('says what the table of the documents says, of every rule', () => {
    const page = readFileSync(join(process.cwd(), 'docs/operations.md'), 'utf8');
    const documented = page
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
      .flatMap(([, rule = '', severity = '', meaning, action]) =>
        (ALERT_SEVERITIES as readonly string[]).includes(severity) ? [{ rule, severity, meaning, action }] : [],
      );
    expect(documented).toEqual(Object.entries(ALERT_GUIDE).map(([rule, guide]) => ({ rule, ...guide })));
  });

  test('gives every rule one severity', () => {
    expect(ALERT_SEVERITIES.flatMap(rulesOf).sort()).toEqual([...ALERT_RULES].sort());
  });
});

describe('linkOf', () => {
  const DAYS = '/api/v1/admin/daily-declaration-returns';
  test.each([
    ['SLOT_FAILED', '2026-02-12', 3, `${DAYS}/2026-02-12/slots/3`],
    ['SLOT_FAILED', '2026-02-12', null, `${DAYS}/2026-02-12/status`],
    ['SLOT_FAILED', null, null, '/api/v1/admin/cron/status'],
    ['NO_WORKER', null, null, '/api/v1/admin/cron/status'],
    ['SIGN_IN_LOCKED', null, null, '/api/v1/admin/audit-log'],
  ] as const)('of %s on %s, slot %s, leads to %s', (rule, date, slotNumber, link) => {
    expect(linkOf({ rule, date, slotNumber })).toBe(link);
  });
});
