import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parsePosixZone, posixOffsetAt } from './posix-zone.js';
import { offsetAt } from './time-zone.js';
import { fileOffsetAt, firstZoneDifference, readZoneFile, type ZoneFile } from './zone-file.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = new Date('2026-10-20T12:00:00Z');
const IN_31_DAYS = new Date(NOW.getTime() + 31 * DAY_MS);

interface Made {
  readonly version?: 1 | 2;
  /** Hours ahead of UTC from an instant on; the first type holds before. */
  readonly types: readonly number[];
  readonly transitions?: readonly (readonly [string, number])[];
  readonly rule?: string;
}

/** A TZif file as zic would write it. */
function zoneFile({ version = 2, types, transitions = [], rule = '' }: Made): Uint8Array {
  const block = (wide: boolean): Buffer => {
    const header = Buffer.alloc(44);
    header.write('TZif');
    if (version === 2) header.write('2', 4);
    header.writeUInt32BE(transitions.length, 32);
    header.writeUInt32BE(types.length, 36);
    header.writeUInt32BE(4, 40);
    const times = transitions.map(([at]) => {
      const time = Buffer.alloc(wide ? 8 : 4);
      const seconds = Date.parse(at) / 1_000;
      if (wide) time.writeBigInt64BE(BigInt(seconds));
      else time.writeInt32BE(seconds);
      return time;
    });
    const indexes = Buffer.from(transitions.map(([, type]) => type));
    const kinds = types.map((hours) => {
      const type = Buffer.alloc(6);
      type.writeInt32BE(hours * 3_600);
      return type;
    });
    return Buffer.concat([header, ...times, indexes, ...kinds, Buffer.from('ZZZ\0')]);
  };
  if (version === 1) return block(false);
  return Buffer.concat([block(false), block(true), Buffer.from(`\n${rule}\n`)]);
}

function read(made: Made): ZoneFile {
  const file = readZoneFile(zoneFile(made));
  if (file === null) throw new Error('not read');
  return file;
}

const hoursAt = (file: ZoneFile, instant: string): number => fileOffsetAt(file, Date.parse(instant)) / HOUR_MS;

describe('a zone file', () => {
  test.each([1, 2] as const)('of version %i tells the offset before, at and after each transition', (version) => {
    const file = read({
      version,
      types: [-8, -7],
      transitions: [
        ['2026-03-08T10:00:00Z', 1],
        ['2026-11-01T09:00:00Z', 0],
      ],
    });
    expect(hoursAt(file, '2026-03-08T09:59:59Z')).toBe(-8);
    expect(hoursAt(file, '2026-03-08T10:00:00Z')).toBe(-7);
    expect(hoursAt(file, '2026-11-01T08:59:59.999Z')).toBe(-7);
    expect(hoursAt(file, '2026-11-01T09:00:00Z')).toBe(-8);
    expect(hoursAt(file, '2036-07-01T00:00:00Z')).toBe(-8);
  });

  test('goes on by its rule after the last transition', () => {
    const file = read({
      types: [-8, -7],
      transitions: [['2007-03-11T10:00:00Z', 1]],
      rule: 'PST8PDT,M3.2.0,M11.1.0',
    });
    expect(hoursAt(file, '2026-03-08T09:59:59Z')).toBe(-8);
    expect(hoursAt(file, '2026-03-08T10:00:00Z')).toBe(-7);
    expect(hoursAt(file, '2026-11-01T08:59:59Z')).toBe(-7);
    expect(hoursAt(file, '2026-11-01T09:00:00Z')).toBe(-8);
  });

  test('without transitions is its rule, or its one type', () => {
    expect(hoursAt(read({ types: [3], rule: '<+03>-3' }), '2026-01-01T00:00:00Z')).toBe(3);
    expect(hoursAt(read({ types: [5] }), '2026-01-01T00:00:00Z')).toBe(5);
  });

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('# version 2025b\n'.repeat(10))],
    ['a file that is cut off', zoneFile({ types: [1], transitions: [['2026-01-01T00:00:00Z', 0]] }).slice(0, 60)],
  ])('%s is none', (_what, bytes) => {
    expect(readZoneFile(bytes)).toBeNull();
  });
});

describe('the rule of a zone', () => {
  test.each<[string, string, number]>([
    ['UTC0', '2026-07-01T00:00:00Z', 0],
    ['<-03>3', '2026-07-01T00:00:00Z', -3],
    ['IST-5:30', '2026-07-01T00:00:00Z', 5.5],
    ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-03-29T00:59:59Z', 1],
    ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-03-29T01:00:00Z', 2],
    ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-10-25T00:59:59Z', 2],
    ['CET-1CEST,M3.5.0,M10.5.0/3', '2026-10-25T01:00:00Z', 1],
    ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2026-01-01T00:00:00Z', 11],
    ['AEST-10AEDT,M10.1.0,M4.1.0/3', '2026-07-01T00:00:00Z', 10],
    // Ireland's winter is the exception.
    ['IST-1GMT0,M10.5.0,M3.5.0/1', '2026-07-01T00:00:00Z', 1],
    ['IST-1GMT0,M10.5.0,M3.5.0/1', '2026-01-01T00:00:00Z', 0],
    // Times of the rule beyond its day, before and after.
    ['<-02>2<-01>,M3.5.0/-1,M10.5.0/0', '2026-03-29T00:59:59Z', -2],
    ['<-02>2<-01>,M3.5.0/-1,M10.5.0/0', '2026-03-29T01:00:00Z', -1],
    ['EET-2EEST,J60/0,J300/0', '2028-02-29T21:59:59Z', 2],
    ['EET-2EEST,J60/0,J300/0', '2028-02-29T22:00:00Z', 3],
    ['EET-2EEST,59/0,300/0', '2028-02-28T22:00:00Z', 3],
  ])('%s at %s is %d hours ahead', (text, instant, hours) => {
    const zone = parsePosixZone(text);
    expect(zone).not.toBeNull();
    expect(posixOffsetAt(zone!, Date.parse(instant)) / 3_600).toBe(hours);
  });

  test.each(['', 'UTC', 'C1', 'CET-1CEST', 'CET-1CEST,M3.5.0', 'CET-1CEST,M3.6.0,M10.5.0', 'CET-1CEST,nonsense,J1'])(
    '%p is none',
    (text) => {
      expect(parsePosixZone(text)).toBeNull();
    },
  );
});

describe('this process against a file', () => {
  test('differs where the file leaves clocks as they are in a zone that changes them within the time', () => {
    const kept = read({ types: [2], rule: '<+02>-2' });
    expect(firstZoneDifference('Europe/Berlin', kept, NOW, IN_31_DAYS)).toEqual({
      from: new Date('2026-10-25T01:00:00Z'),
      ownOffsetMs: HOUR_MS,
      fileOffsetMs: 2 * HOUR_MS,
    });
  });

  test('differs at once where it does now', () => {
    expect(firstZoneDifference('UTC', read({ types: [1] }), NOW, IN_31_DAYS)?.from).toEqual(NOW);
  });

  test('does not differ where both say the same, nor for a change beyond the time', () => {
    const berlin = read({ types: [1], rule: 'CET-1CEST,M3.5.0,M10.5.0/3' });
    expect(firstZoneDifference('Europe/Berlin', berlin, NOW, IN_31_DAYS)).toBeNull();
    const later = read({ types: [0], transitions: [['2026-12-24T00:00:00Z', 0]], rule: '<+01>-1' });
    expect(firstZoneDifference('UTC', later, NOW, IN_31_DAYS)).toBeNull();
  });

  test("agrees with the system's own files, where there are any, on years that are history", () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Sydney', 'Asia/Kolkata'];
    for (const zone of zones.filter((name) => existsSync(`/usr/share/zoneinfo/${name}`))) {
      const file = readZoneFile(readFileSync(`/usr/share/zoneinfo/${zone}`));
      expect(file).not.toBeNull();
      for (let at = Date.UTC(1980, 0, 1); at < Date.UTC(2025, 0, 1); at += 1.7 * DAY_MS) {
        expect([zone, at, fileOffsetAt(file!, at)]).toEqual([zone, at, offsetAt(at, zone)]);
      }
    }
  });
});
