import ts from 'typescript';
import { placeOf } from '../modules.js';
import { eachFile, isTool, libOf, type Rule, type SourceFile } from '../project.js';
import { keyOf, operatorValues, writesOf } from '../writes.js';

/** Collections of which the ledger alone writes; wallets are in `users`, earnings in `stakes`. */
const MONEY = new Set(['users', 'stakes', 'transactions']);

export const onlyLedgerMovesMoney: Rule = {
  promise: "only the ledger writes wallets, stakes' earnings and entries",
  check: eachFile((file) => (isTool(file) || libOf(file.path) === 'ledger' ? [] : moneyWrites(file))),
  broken: [
    { 'libs/engine/src/a.ts': "await anything.updateOne({ _id }, { $inc: { 'wallets.earnings': amount } });" },
    { 'libs/engine/src/a.ts': 'const update = { $set: { totalEarned } };' },
    { 'libs/engine/src/a.ts': 'connection.collection(COLLECTIONS.transactions).insertMany(entries)' },
    { 'apps/worker/src/a.ts': "const users = db.collection<User>('users');\nawait users.deleteMany({});" },
    {
      'libs/stakes/src/stake.schema.ts':
        '@Schema({ collection: COLLECTIONS.stakes, timestamps: true }) export class Stake {}',
      'libs/engine/src/a.ts':
        'class A { constructor(private readonly stakes: Model<Stake>) {} b() { this.stakes.collection.bulkWrite([]); } }',
    },
    { 'libs/stakes/src/a.ts': 'await this.whatever.updateOne(filter, update);' },
  ],
  sound: [{ 'libs/engine/src/a.ts': "// $inc: { 'wallets.earnings': amount }\nconst words = '$set totalEarned';" }],
};

function moneyWrites(file: SourceFile): string[] {
  const reads = /^libs\/(accounts|stakes|qualifiers)\//.test(file.path);
  return [
    ...operatorValues(file.tree)
      .filter((value) => ts.isObjectLiteralExpression(value) && value.properties.some(isMoneyField))
      .map((value) => `${placeOf(value)} changes a wallet or earnings`),
    ...writesOf(file)
      .filter(({ collections }) => reads || collections.some((name) => MONEY.has(name)))
      .map(({ call, method }) => `${placeOf(call)} calls ${method}, which is for the ledger to do`),
  ];
}

function isMoneyField(property: ts.ObjectLiteralElementLike): boolean {
  return /^(wallets(\.|$)|totalEarned$)/.test(keyOf(property) ?? '');
}
