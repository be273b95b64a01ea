import { isUnsupported } from '#lib/database';

/** Looks for text in any case: by a collation, which an index serves, or by a pattern where the database has no collations. */
export class AnyCaseSearch {
  private hasCollations = true;

  async by<T>(collation: () => Promise<T>, pattern: () => Promise<T>): Promise<T> {
    if (this.hasCollations) {
      try {
        return await collation();
      } catch (error) {
        if (!isUnsupported(error)) throw error;
        this.hasCollations = false;
      }
    }
    return pattern();
  }
}
