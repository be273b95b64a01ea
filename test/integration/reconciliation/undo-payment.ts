import { mongo, type Types } from 'mongoose';
import { forgetProofs } from '../../support/forget-proofs.js';
import type { PaidDay } from './paid-day.js';

/** Takes a payment back by hand as if it had never been: its entry, and its money from the stake and the wallet. */
export async function undoPayment(
  day: Pick<PaidDay, 'connection' | 'collection'>,
  payment: { readonly distributionId: Types.ObjectId; readonly subjectId: Types.ObjectId; readonly type?: string },
): Promise<void> {
  await forgetProofs(day.connection);
  const entry = await day.collection('transactions').findOneAndDelete(payment);
  if (entry === null) throw new Error('there is no such payment to undo');
  const back = mongo.Decimal128.fromString(`-${String(entry['amount'])}`);
  await day
    .collection('users')
    .updateOne({ _id: entry['userId'] as Types.ObjectId }, { $inc: { 'wallets.earnings': back } });
  if (entry['stakeId'] === undefined) return;
  await day
    .collection('stakes')
    .updateOne({ _id: entry['stakeId'] as Types.ObjectId }, { $inc: { totalEarned: back } });
}
