import { COLLECTIONS } from '#lib/database';

/** What adoption would still mend: numbers of records, by kind. */
export interface Mendable {
  /** Users whose `wallets.earnings` is a number of another type than Decimal128. */
  readonly wallets: number;
  /** Stakes whose `amount` is. */
  readonly amounts: number;
  /** Stakes whose `totalEarned` is. */
  readonly earnings: number;
  /** ACTIVE stakes without `activatedAt` whose other field tells the instant, where `activatedAt` is the field that counts. */
  readonly activations: number;
}

export const NOTHING_TO_MEND: Mendable = { wallets: 0, amounts: 0, earnings: 0, activations: 0 };

/** Beyond this a double has lost its millionths, and stays as it is. */
const LARGEST_DOUBLE = 9_007_199_254;

/** Numbers that stand for an amount exactly and are no Decimal128 yet; NaN and infinities are none. */
function convertible(field: string): Record<string, unknown> {
  return {
    $or: [
      { [field]: { $type: ['int', 'long'] } },
      { [field]: { $type: 'double', $gte: -LARGEST_DOUBLE, $lte: LARGEST_DOUBLE } },
    ],
  };
}

/** The field that adoption may fill; another one that STAKE_ACTIVATED_AT_FIELD names is the platform's own. */
export const ACTIVATION_FIELD = 'activatedAt';

/** What a stake's activation is taken from, unless the platform's mapping names another field. */
export const ACTIVATION_SOURCE = 'createdAt';

/**
 * Where each kind is, and how to find it.
 * @param field the field of a stake that tells its activation
 * @param source the one from which `activatedAt` is filled
 */
export function mendable(
  kind: keyof Mendable,
  field: string,
  source: string,
): { readonly collection: string; readonly filter: Record<string, unknown> } {
  switch (kind) {
    case 'wallets':
      return { collection: COLLECTIONS.users, filter: convertible('wallets.earnings') };
    case 'amounts':
      return { collection: COLLECTIONS.stakes, filter: convertible('amount') };
    case 'earnings':
      return { collection: COLLECTIONS.stakes, filter: convertible('totalEarned') };
    case 'activations':
      return {
        collection: COLLECTIONS.stakes,
        filter:
          field === ACTIVATION_FIELD
            ? { status: 'ACTIVE', [field]: null, [source]: { $type: 'date' } }
            : { status: { $in: [] } },
      };
  }
}
