import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { csvLine } from '#lib/reconciliation';
import { MEDIA_TYPES, type FileFormat } from '../http/answers/answer-format.js';
import { OpenStreams } from '../http/doors/open-streams.js';
import type { CallingSession } from '../http/doors/signed-in.decorator.js';
import { WatcherSession } from './watcher-session.js';

/** How often it is asked whether somebody who downloads still may. */
const ASK_EVERY_MS = 2_000;

/** What can stand in a row. */
type Cell = string | number | Date | null;

/** A list that is sent as a whole. */
export interface Download<C extends string> {
  readonly format: FileFormat;
  /** Of the file, without its ending. */
  readonly name: string;
  /** In their order in a CSV. */
  readonly columns: readonly C[];
  /** In batches, read when the client takes them. */
  readonly rows: AsyncGenerator<readonly Readonly<Record<C, Cell>>[], void>;
}

/**
 * Files that are made while they are sent (docs/specification.md 3.6): as fast as the client reads, a batch at a time in
 * memory, counted as open streams, and cut off when the session ends.
 */
@Injectable()
export class Downloads {
  constructor(
    private readonly streams: OpenStreams,
    private readonly session: WatcherSession,
  ) {}

  /** The first rows are read before it answers, so that what goes wrong then is told. @throws TooManyRequestsError */
  async open<C extends string>({ claims }: CallingSession, download: Download<C>): Promise<StreamableFile> {
    const leave = this.streams.enter(claims.userId.toHexString());
    try {
      const text = textOf(download);
      const first = await text.next();
      const stream = Readable.from(startingWith(first, text));
      const timer = setInterval(() => {
        void this.session.isOpen(claims).then((open) => {
          if (!open) stream.destroy(new Error('The session of a download is over.'));
        });
      }, ASK_EVERY_MS);
      stream.once('close', () => {
        clearInterval(timer);
        leave();
      });
      const { format, name } = download;
      const disposition = `attachment; filename="${name}.${format}"`;
      return new StreamableFile(stream, { type: `${MEDIA_TYPES[format]}; charset=utf-8`, disposition });
    } catch (error) {
      leave();
      throw error;
    }
  }
}

async function* textOf<C extends string>({ format, columns, rows }: Download<C>): AsyncGenerator<string, void> {
  const lineOf = format === 'csv' ? csvLineOf(columns) : jsonLineOf;
  let heading = format === 'csv' ? csvLine(columns) : '';
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    yield heading + batch.map(lineOf).join('');
    heading = '';
  }
  if (heading !== '') yield heading;
}

function csvLineOf<C extends string>(columns: readonly C[]): (row: Readonly<Record<C, Cell>>) => string {
  return (row) => csvLine(columns.map((column) => row[column]));
}

function jsonLineOf(row: object): string {
  return `${JSON.stringify(row)}\n`;
}

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void>,
): AsyncGenerator<string, void> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}
