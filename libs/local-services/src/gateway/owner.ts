/** A client connection: the transactions and cursors that it used last end with it. */
export interface Owner {
  readonly destroyed: boolean;
}
