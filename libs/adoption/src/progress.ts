/**
 * Told how far a long piece of work is.
 * @param what is counted
 * @param total 0 where it is not known
 */
export type Progress = (what: string, done: number, total: number) => void;
