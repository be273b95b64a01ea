import { Types } from 'mongoose';
import { PoolQualifiers } from '#lib/qualifiers';

/** Loaded into a worker: so many users share every pool, and none of them is in the database. */
const count = Number(process.env['BENCH_QUALIFIERS']);
const FIRST = '66d000000000';
const DIGITS = 12;

// eslint-disable-next-line @typescript-eslint/require-await -- what reads it waits for a stream
PoolQualifiers.prototype.stream = async function* () {
  for (let index = 0; index < count; index += 1) {
    yield new Types.ObjectId(FIRST + index.toString(16).padStart(DIGITS, '0'));
  }
};
