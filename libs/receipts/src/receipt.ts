import { leafHash, rootByPath, type PathStep } from './merkle-tree.js';
import { canonicalJson } from '#lib/audit';
import { linkHash, type Link } from './link.js';

/** One step of a path; hexadecimal. */
export interface ReceiptStep {
  readonly side: 'left' | 'right';
  readonly hash: string;
}

/** What shows that an entry is in a finished slot's tree (docs/receipts.md). Hashes are hexadecimal. */
export interface Receipt {
  /** The entry as it is hashed: every field of it. */
  readonly entry: Readonly<Record<string, unknown>>;
  readonly leaf: string;
  /** From the leaf to the root, the lowest first. */
  readonly path: readonly ReceiptStep[];
  readonly root: string;
  /** What the chain says of the slot. */
  readonly link: Link;
  readonly linkHash: string;
}

/**
 * Checks a receipt against what was written down elsewhere. Pure.
 * @param hash the root of the slot's tree, or the hash of its link
 * @returns what does not match; empty: the entry was in the slot when that hash was made
 */
export function receiptProblems({ entry, leaf, path, root, link, linkHash: linked }: Receipt, hash: string): string[] {
  const problems: string[] = [];
  const expect = (what: string, found: string, wanted: string): void => {
    if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`);
  };
  const hashed = leafHash(canonicalJson(entry));
  expect('the entry is hashed to another leaf than the receipt says', hashed.toString('hex'), leaf);
  const reached = rootByPath(hashed, path.map(toStep)).toString('hex');
  expect('the path from the entry leads to another root than the receipt says', reached, root);
  expect('the link is of another root than the receipt', link.root, root);
  expect('the link is hashed to another hash than the receipt says', linkHash(link), linked);
  const wanted = hash.toLowerCase();
  if (root !== wanted && linked !== wanted) {
    problems.push(`neither the root (${root}) nor the link (${linked}) of the receipt is ${wanted}`);
  }
  return problems;
}

function toStep({ side, hash }: ReceiptStep): PathStep {
  return { side, hash: Buffer.from(hash, 'hex') };
}

const HASH = /^[0-9a-f]{64}$/;

/**
 * Reads a receipt from a file, as it was answered or its data alone. Pure.
 * @returns the receipt, or what is wrong with the text
 */
export function readReceipt(text: string): Receipt | string {
  const parsed = parse(text);
  if (!isRecord(parsed)) return 'this is no receipt: not a JSON object';
  const receipt = isRecord(parsed['data']) ? parsed['data'] : parsed;
  const { entry, leaf, path, root, link, linkHash: linked } = receipt;
  if (!isRecord(entry)) return 'this is no receipt: entry is no object';
  if (!isRecord(link)) return 'this is no receipt: link is no object';
  for (const [name, hash] of Object.entries({ leaf, root, linkHash: linked })) {
    if (!isHash(hash)) return `this is no receipt: ${name} is no SHA-256 in hexadecimal digits`;
  }
  if (!Array.isArray(path) || !path.every(isStep)) return 'this is no receipt: path is no list of sides and hashes';
  return receipt as unknown as Receipt;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isStep(value: unknown): boolean {
  return isRecord(value) && (value['side'] === 'left' || value['side'] === 'right') && isHash(value['hash']);
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && HASH.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
