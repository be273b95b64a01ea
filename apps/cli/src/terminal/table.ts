import { width } from './width.js';

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly right?: boolean;
}

/** Lines of a table whose columns stand under each other; cells may be coloured. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => width(row[index] ?? ''))));
  return [titles, ...rows].map((row) =>
    columns
      .map(({ right }, index) => pad(row[index] ?? '', widths[index] ?? 0, right === true))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(cell)));
  return right ? space + cell : cell + space;
}
