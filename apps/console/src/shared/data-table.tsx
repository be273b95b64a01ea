import { Table, type TableProps } from '@mantine/core';
import type { ReactNode } from 'react';

/** A column's heading: at its left, above numbers at their right, or read aloud only. */
type Column = string | { readonly right: string } | { readonly hidden: string };

interface DataTableProps extends Omit<TableProps, 'children'> {
  /** What it is a table of, for who does not see it. */
  readonly label: string;
  /** Left out where its rows carry their headings. */
  readonly columns?: readonly Column[];
  /** Its rows. */
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A table in its frame: where it is wider than the screen it is scrolled alone, by keys too. */
export function DataTable({ label, columns, children, foot, ...rest }: DataTableProps) {
  return (
    <div className="wide" tabIndex={0} role="group" aria-label={label}>
      <Table aria-label={label} highlightOnHover={columns !== undefined} {...rest}>
        {columns === undefined ? null : (
          <Table.Thead>
            <Table.Tr>{columns.map(heading)}</Table.Tr>
          </Table.Thead>
        )}
        <Table.Tbody>{children}</Table.Tbody>
        {foot === undefined ? null : <Table.Tfoot>{foot}</Table.Tfoot>}
      </Table>
    </div>
  );
}

function heading(column: Column) {
  if (typeof column === 'string') return <Table.Th key={column}>{column}</Table.Th>;
  if ('right' in column) {
    return (
      <Table.Th key={column.right} className="right">
        {column.right}
      </Table.Th>
    );
  }
  return (
    <Table.Th key={column.hidden}>
      <span className="visually-hidden">{column.hidden}</span>
    </Table.Th>
  );
}
