import { constants } from 'node:os';
import { Interrupted, LocalProduct } from './local-product.js';

/**
 * Gives the work MongoDB, Redis and processes of the product on this machine. Everything is stopped, in order, when the
 * work is done or fails, when a signal asks for it, or when a process of the product dies.
 * @returns the exit code: the work's, or the signal's
 * @throws ProductStartError, ProductEndedError, and what the work throws
 */
export async function withLocalProduct(
  log: (line: string) => void,
  work: (product: LocalProduct) => Promise<number>,
): Promise<number> {
  // A signal before this is done ends the process at once; what it has started by then ends with it.
  const product = await LocalProduct.start(log);
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
