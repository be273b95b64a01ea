import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { receiptProblems, readReceipt } from '#lib/receipts';
import { UsageError, main } from './terminal/arguments.js';

const HELP = `npm run verify -- --receipt FILE --root HASH
Checks a receipt of GET /me/transactions/:id/receipt, without a database and without the platform (docs/receipts.md).
  --receipt FILE  the receipt as it was answered, as a whole or its data alone
  --root HASH     what was written down elsewhere: the root of the slot's tree, or the hash of its link
Exit 0 if the entry was in the slot when that hash was made, 1 and what does not match if not, 2 if the command line is wrong.`;

/** `npm run verify`: docs/specification.md 3.9. */
await main(HELP, async (args) => {
  const { values } = parseArgs({ args, options: { receipt: { type: 'string' }, root: { type: 'string' } } });
  if (values.receipt === undefined) throw new UsageError('--receipt: name the file with the receipt');
  if (!/^[0-9a-fA-F]{64}$/.test(values.root ?? '')) {
    throw new UsageError('--root: must be 64 hexadecimal digits, a root or the hash of a link');
  }
  const receipt = readReceipt(await textOf(values.receipt));
  if (typeof receipt === 'string') {
    console.error(`${values.receipt}: ${receipt}`);
    return 1;
  }
  const problems = receiptProblems(receipt, values.root ?? '');
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) return 1;
  const { entry, link } = receipt;
  console.log(
    `The entry ${String(entry['_id'])} is in ${link.key} as it was closed at ${link.closedAt} (link ${link.seq}).`,
  );
  return 0;
});

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`--receipt: ${file} cannot be read`);
  }
}
