import { expect, it } from '@jest/globals';
import { BSON, Long, ObjectId, type Document } from 'bson';
import type { Command } from './command.js';
import { planMode } from './plan-mode.js';

const oneById = { planCacheMode: 'force_generic_plan', compositeIndexPlanner: 'off' };
const oneByFilter = { planCacheMode: 'force_custom_plan', compositeIndexPlanner: 'on' };
const any = { planCacheMode: 'force_custom_plan', compositeIndexPlanner: 'off' };

const bytes = (document: Document): Buffer => Buffer.from(BSON.serialize(document));

function command(name: string, writes: Document[], asSequence = true): Command {
  const list = name === 'update' ? 'updates' : 'deletes';
  return {
    name,
    database: 'test',
    collection: 'things',
    body: bytes({ [name]: 'things', ...(asSequence ? {} : { [list]: writes }), $db: 'test' }),
    sequence: asSequence ? Buffer.concat(writes.map(bytes)) : null,
    session: null,
    txnNumber: null,
    inTransaction: false,
    startTransaction: false,
    cursorId: null,
  };
}

const u = { $set: { x: 1 } };
const id = new ObjectId();

it.each([true, false])('tells writes by _id alone from others (in a sequence: %s)', (asSequence) => {
  const mode = (name: string, ...writes: Document[]): unknown => planMode(command(name, writes, asSequence));
  expect(mode('update', { q: { _id: id }, u })).toEqual(oneById);
  expect(mode('update', { q: { _id: 1 }, u }, { q: { _id: 'two' }, u, upsert: true })).toEqual(oneById);
  expect(mode('update', { q: { _id: id, state: 'PENDING' }, u })).toEqual(oneByFilter);
  expect(mode('update', { q: { _id: { $gt: 1 } }, u })).toEqual(oneByFilter);
  expect(mode('update', { q: { _id: /a/ }, u })).toEqual(oneByFilter);
  expect(mode('update', { q: {}, u })).toEqual(oneByFilter);
  expect(mode('update', { q: { _id: 1 }, u }, { q: { user: 2 }, u })).toEqual(oneByFilter);
  expect(mode('update', { q: { _id: 1 }, u, multi: true })).toEqual(any);
  expect(mode('update', { q: { user: 1 }, u }, { q: { user: 2 }, u, multi: true })).toEqual(any);
  expect(mode('delete', { q: { _id: 1 }, limit: 1 })).toEqual(oneById);
  expect(mode('delete', { q: { user: 1 }, limit: Long.fromNumber(1) })).toEqual(oneByFilter);
  expect(mode('delete', { q: { _id: 1 }, limit: 0 })).toEqual(any);
});

it('knows the other writes by their name', () => {
  expect(planMode(command('findAndModify', []))).toEqual(oneByFilter);
  expect(planMode(command('insert', [{ _id: 1 }]))).toEqual(any);
});
