import type { mongo } from 'mongoose';
import type { AccountBooks } from './account-books.js';
import type { Round } from '../plan/round.js';
import type { Trail } from '../run/trail.js';
import type { RunWindow } from '../run/watch.js';

/** Everything that a round is judged by. */
export interface Evidence {
  readonly round: Round;
  readonly books: AccountBooks;
  readonly trail: Pick<Trail, 'cancelled' | 'created' | 'mended' | 'reranked' | 'moved'>;
  /** Whether what the product's own proof found owed has been compensated. */
  readonly compensated: boolean;
  /** When a distribution ran, as it was seen. */
  readonly windowOf: (slot: { readonly _id: mongo.ObjectId }) => RunWindow | undefined;
}
