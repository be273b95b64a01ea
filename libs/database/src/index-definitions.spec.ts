import { Types } from 'mongoose';
import { describeIndex, isSameButForCollation, isSameIndex, toDefinition } from './index-definitions.js';

const OURS = { distributionId: { $gte: new Types.ObjectId('000000000000000000000000') } };
const GUARD = { name: 'guard', key: { userId: 1, type: 1 }, unique: true, partialFilterExpression: OURS };

describe('an index', () => {
  it.each([
    ['under another name', { name: 'other' }],
    ['with numbers of other types', { key: { userId: 1.0, type: 1 } }],
    ['with the filter that the server gives back', { partialFilterExpression: { ...OURS } }],
    ['with the collation of no collation', { collation: { locale: 'simple' } }],
    ['with options that change nothing', { v: 2, background: true, storageEngine: {} }],
  ])('is the one that is wanted: %s', (_, fields) => {
    expect(isSameIndex(toDefinition(GUARD), toDefinition({ ...GUARD, ...fields }))).toBe(true);
  });

  it.each([
    ['not unique', { unique: false }],
    ['of fewer documents', { partialFilterExpression: { type: 'ROI_EARNED' } }],
    ['of all documents', { partialFilterExpression: undefined }],
    ['of fields in another order', { key: { type: 1, userId: 1 } }],
    ['of a further field', { key: { userId: 1, type: 1, slotNumber: 1 } }],
    ['in another direction', { key: { userId: -1, type: 1 } }],
    ['collated', { collation: { locale: 'en', strength: 2 } }],
  ])('is not the one that is wanted: %s', (_, fields) => {
    expect(isSameIndex(toDefinition(GUARD), toDefinition({ ...GUARD, ...fields }))).toBe(false);
  });

  it('that is collated may be another one on a server without collations', () => {
    const wanted = toDefinition({ name: 'a', key: { email: 1 }, collation: { locale: 'en', strength: 2 } });
    const plain = toDefinition({ name: 'b', key: { email: 1 } });
    expect([isSameIndex(wanted, plain), isSameButForCollation(wanted, plain)]).toEqual([false, true]);
    const filledIn = { locale: 'en', strength: 2, caseLevel: false, numericOrdering: false, version: '57.1' };
    expect(isSameIndex(wanted, toDefinition({ name: 'c', key: { email: 1 }, collation: filledIn }))).toBe(true);
  });

  it('is described with all that tells it from others', () => {
    expect(describeIndex(toDefinition(GUARD))).toBe(
      '{"userId":1,"type":1} (unique, only where {"distributionId":{"$gte":{"$oid":"000000000000000000000000"}}})',
    );
  });
});
