import { Table } from '@mantine/core';
import { usdt, writeAmount } from './amounts.js';

/** An amount in a column: points stand beneath each other, whatever follows them. */
export function Money({ amount }: { amount: number | null }) {
  if (amount === null) {
    return (
      <span className="money">
        –<span className="fraction" />
      </span>
    );
  }
  const { whole, fraction } = writeAmount(amount);
  return (
    <span className="money" data-amount={amount}>
      {whole}
      <span className="fraction">
        {fraction}
        <span className="currency"> USDT</span>
      </span>
    </span>
  );
}

/** A cell of a column of amounts. */
export function MoneyCell({ amount }: { amount: number | null }) {
  return (
    <Table.Td className="right">
      <Money amount={amount} />
    </Table.Td>
  );
}

/** An amount in a sentence. */
export function InlineMoney({ amount }: { amount: number }) {
  return <span className="inline-money">{usdt(amount)}</span>;
}
