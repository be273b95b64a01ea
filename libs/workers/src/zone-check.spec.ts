import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkZoneData } from './zone-check.js';

const NOW = new Date('2026-10-20T12:00:00Z');

/** A TZif file of a zone whose clocks never change. */
function fixedZone(hours: number): Buffer {
  const block = Buffer.alloc(44 + 6 + 4);
  block.write('TZif2');
  block.writeUInt32BE(1, 36);
  block.writeUInt32BE(4, 40);
  block.writeInt32BE(hours * 3_600, 44);
  return Buffer.concat([block, block, Buffer.from(`\n<Z>${-hours}\n`)]);
}

describe('the time-zone data of a process', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zones-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('tell their version, and nothing more where the system has none', () => {
    expect(checkZoneData('UTC', NOW, join(folder, 'nowhere'))).toEqual({
      version: process.versions['tz'],
      systemVersion: null,
      difference: null,
    });
  });

  test("are compared with the system's", () => {
    writeFileSync(join(folder, 'UTC'), fixedZone(0));
    writeFileSync(join(folder, 'tzdata.zi'), '# version 2026c\n# This is a test\n');
    expect(checkZoneData('UTC', NOW, folder)).toMatchObject({ systemVersion: '2026c', difference: null });

    writeFileSync(join(folder, 'UTC'), fixedZone(1));
    expect(checkZoneData('UTC', NOW, folder).difference).toEqual({
      from: NOW,
      ownOffsetMs: 0,
      fileOffsetMs: 3_600_000,
    });
  });

  test("a file that cannot be read is none, and the machine's own zones agree on UTC", () => {
    writeFileSync(join(folder, 'UTC'), 'not a zone');
    expect(checkZoneData('UTC', NOW, folder).difference).toBeNull();
    expect(checkZoneData('UTC', NOW).difference).toBeNull();
  });
});
