import { isServed, shapesOf, type Index } from './served-by-index.js';

const INDEXES: readonly Index[] = [
  { collection: 'slots', key: { status: 1, at: 1 } },
  { collection: 'slots', key: { userId: 1 }, partialFilterExpression: { kind: { $exists: true } } },
  { collection: 'slots', key: { at: 1 }, partialFilterExpression: { errors: { $gt: 0 } } },
  { collection: 'slots', key: { owner: 1, at: 1 } },
];
const COMMON = { slots: { status: ['ENDED'] } };
const NOW = new Date();

const find = (filter: object, rest: object = {}): object => ({ find: 'slots', filter, ...rest });
const aggregate = (...pipeline: object[]): object => ({ aggregate: 'slots', pipeline });

const isAnswered = (command: object): boolean => {
  const name = Object.keys(command)[0]!;
  const shapes = shapesOf({
    name,
    collection: 'slots',
    command: command as never,
    process: '',
    transaction: null,
    written: 0,
  });
  return shapes.every((shape) => isServed(shape, INDEXES, COMMON));
};

describe('a query is served', () => {
  it.each<[string, object]>([
    ['by an id', find({ _id: 1 })],
    ['by a value that few have', find({ status: 'PENDING', errors: 5 })],
    ['by one value of several', find({ status: { $in: ['PENDING', 'EXECUTING'] } })],
    ['by what has happened lately', find({ status: 'ENDED', at: { $gte: NOW } })],
    ['by a range with two ends', find({ status: 'ENDED', at: { $gt: 1, $lt: 5 } })],
    ['by a range of types', find({ owner: { $type: ['string'] } })],
    ['by the first ones of an order', find({ status: 'ENDED' }, { sort: new Map([['at', -1]]), limit: 5 })],
    ['by an index of few documents', find({ errors: { $gt: 0 } })],
    ['by a partial index that it implies', find({ userId: 1, kind: { $exists: true } })],
    ['in each of its branches', find({ $or: [{ owner: 1 }, { status: 'PENDING' }], other: 1 })],
    ['by the values of a field alone', aggregate({ $match: {} }, { $group: { _id: '$owner' } })],
    ['as a write', { update: 'slots', updates: [{ q: { owner: 1 } }] }],
  ])('%s', (_, command) => expect(isAnswered(command)).toBe(true));
});

describe('a query is not served', () => {
  it.each<[string, object]>([
    ['by nothing', find({})],
    ['by a value that most have', find({ status: 'ENDED' })],
    ['by one common value among others', find({ status: { $in: ['PENDING', 'ENDED'] } })],
    ['by what is not', find({ owner: { $ne: 1 } })],
    ['by the absence of a field', find({ owner: { $not: { $type: 'string' } } })],
    ['by the second field of an index', find({ at: NOW })],
    ['by everything up to now', find({ status: 'ENDED', at: { $lt: NOW } })],
    ['by an order in which others are left out', find({ status: 'ENDED', other: 1 }, { sort: { at: 1 }, limit: 5 })],
    ['by an order of which all are asked for', find({ status: 'ENDED' }, { sort: { at: 1 } })],
    ['by a partial index that it does not imply', find({ userId: 1 })],
    ['in one branch only', find({ $or: [{ owner: 1 }, { other: 1 }] })],
    ['by a group that adds up', aggregate({ $match: {} }, { $group: { _id: '$owner', count: { $sum: 1 } } })],
    ['as a write', { delete: 'slots', deletes: [{ q: { other: 1 } }] }],
  ])('%s', (_, command) => expect(isAnswered(command)).toBe(false));
});
