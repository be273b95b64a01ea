/** The body of a request that takes none: it may be left out or be empty, and every field in it is refused. */
export class NoFields {}
