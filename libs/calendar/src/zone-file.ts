import { parsePosixZone, posixOffsetAt, type PosixZone } from './posix-zone.js';
import { offsetAt } from './time-zone.js';

const MS_PER_SECOND = 1_000;
const HEADER_BYTES = 44;
const TYPE_BYTES = 6;
/** Clocks change at quarters of an hour. */
const STEP_MS = 15 * 60_000;

/** A compiled time zone as systems keep it (TZif, RFC 8536). */
export interface ZoneFile {
  /** Instants in seconds since the epoch, rising, each with the offset from then on. */
  readonly transitions: readonly { readonly at: number; readonly offset: number }[];
  /** Before the first transition. */
  readonly first: number;
  /** After the last transition; null: as after the last. */
  readonly rule: PosixZone | null;
}

/** What two sources say of the same zone at the same instant. */
export interface ZoneDifference {
  readonly from: Date;
  /** Hours, minutes and seconds ahead of UTC, in milliseconds: what this process's own data say. */
  readonly ownOffsetMs: number;
  /** What the file says. */
  readonly fileOffsetMs: number;
}

/** @returns null for bytes that are no TZif file */
export function readZoneFile(bytes: Uint8Array): ZoneFile | null {
  try {
    return parse(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // Cut off: a read beyond its end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** How far the file's wall clocks are ahead of UTC at an instant in milliseconds since the epoch, in milliseconds. */
export function fileOffsetAt({ transitions, first, rule }: ZoneFile, instantMs: number): number {
  const seconds = Math.floor(instantMs / MS_PER_SECOND);
  const last = transitions.at(-1);
  if (rule !== null && (last === undefined || seconds >= last.at)) {
    return posixOffsetAt(rule, instantMs) * MS_PER_SECOND;
  }
  const before = transitions.findLast(({ at }) => at <= seconds);
  return (before?.offset ?? first) * MS_PER_SECOND;
}

/**
 * Compares what this process knows of a zone with a file.
 * @returns the first difference from `from` on and before `to`, or null
 * @throws InvalidTimeZoneError for a zone that this process does not know
 */
export function firstZoneDifference(zone: string, file: ZoneFile, from: Date, to: Date): ZoneDifference | null {
  for (let at = from.getTime(); at < to.getTime(); at = Math.floor(at / STEP_MS + 1) * STEP_MS) {
    const ownOffsetMs = offsetAt(at, zone);
    const fileOffsetMs = fileOffsetAt(file, at);
    if (ownOffsetMs !== fileOffsetMs) return { from: new Date(at), ownOffsetMs, fileOffsetMs };
  }
  return null;
}

interface Header {
  readonly version: number;
  readonly utcFlags: number;
  readonly standardFlags: number;
  readonly leapSeconds: number;
  readonly transitions: number;
  readonly types: number;
  readonly characters: number;
}

function parse(view: DataView): ZoneFile | null {
  const header = readHeader(view, 0);
  if (header === null) return null;
  if (header.version < 2) return { ...readBlock(view, HEADER_BYTES, header, 4), rule: null };
  // The first block is for readers of 32 bits; the same follows in 64 bits, with the rule for later times.
  const second = HEADER_BYTES + blockBytes(header, 4);
  const wide = readHeader(view, second);
  if (wide === null) return null;
  const block = second + HEADER_BYTES;
  const footer = textFrom(view, block + blockBytes(wide, 8));
  return { ...readBlock(view, block, wide, 8), rule: parsePosixZone(footer) };
}

function readHeader(view: DataView, start: number): Header | null {
  // "TZif"
  if (view.getUint32(start) !== 0x54_5a_69_66) return null;
  const version = view.getUint8(start + 4);
  const count = (index: number): number => view.getUint32(start + 20 + index * 4);
  return {
    // 0, or the digit as a character.
    version: version === 0 ? 1 : version - 0x30,
    utcFlags: count(0),
    standardFlags: count(1),
    leapSeconds: count(2),
    transitions: count(3),
    types: count(4),
    characters: count(5),
  };
}

function blockBytes(header: Header, timeBytes: number): number {
  const { transitions, types, characters, leapSeconds, standardFlags, utcFlags } = header;
  return (
    transitions * (timeBytes + 1) +
    types * TYPE_BYTES +
    characters +
    leapSeconds * (timeBytes + 4) +
    standardFlags +
    utcFlags
  );
}

function readBlock(view: DataView, start: number, header: Header, timeBytes: 4 | 8): Omit<ZoneFile, 'rule'> {
  const indexes = start + header.transitions * timeBytes;
  const types = indexes + header.transitions;
  const offsetOf = (type: number): number => view.getInt32(types + type * TYPE_BYTES);
  const transitions = Array.from({ length: header.transitions }, (_, index) => {
    const place = start + index * timeBytes;
    const at = timeBytes === 4 ? view.getInt32(place) : Number(view.getBigInt64(place));
    return { at, offset: offsetOf(view.getUint8(indexes + index)) };
  });
  return { transitions, first: offsetOf(0) };
}

/** The line between two line feeds at `start`; empty when there is none. */
function textFrom(view: DataView, start: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, view.byteLength - start);
  return /^\n([^\n]*)\n/.exec(new TextDecoder('latin1').decode(bytes))?.[1] ?? '';
}
