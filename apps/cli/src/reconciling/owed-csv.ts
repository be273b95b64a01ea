import { csvLine, type MissingLine, type ReconciliationReport } from '#lib/reconciliation';

const COLUMNS = [
  'key',
  'slotNumber',
  'phase',
  'subjectId',
  'userId',
  'amount',
  'reason',
] as const satisfies readonly (keyof MissingLine)[];

/** Who is owed, one a line; amounts in USDT. */
export function owedCsv({ missing }: ReconciliationReport): string {
  return [COLUMNS, ...missing.items.map((item) => COLUMNS.map((column) => item[column]))].map(csvLine).join('');
}
