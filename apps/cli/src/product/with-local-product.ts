import { constants } from 'node:os';
import { Interrupted, LocalProduct } from './local-product.js';

/**
 * Gives the work MongoDB, Redis and processes of the product on this machine. Everything is stopped, in order, when the
 * work is done or fails, when a signal asks for it, or when a process of the product dies.
 * @param keep the word that the servers' data are kept under; left out: they are removed at the end
 * @returns the exit code: the work's, or the signal's
 * @throws ProductStartError, ProductEndedError, and what the work throws
 */
export async function withLocalProduct(
  log: (line: string) => void,
  work: (product: LocalProduct) => Promise<number>,
  keep: string | null = null,
): Promise<number> {
  // A signal before this is done ends the process at once; what it has started by then ends with it.
  const product = await LocalProduct.start(log, keep);
  try {
    return await Promise.race([work(product), product.brokenOff]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    log('stopping');
    return 128 + constants.signals[error.signal];
  } finally {
    await product.stop();
  }
}
