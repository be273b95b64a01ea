import type { components } from '#lib/client';

export type Receipt = components['schemas']['ReceiptDto'];

/** One thing that must hold of a receipt. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What goes before a link, so that no other kind of record can stand for it. */
const LINK_DOMAIN = 'proof-1\n';
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** @returns the receipt in a text, as it was answered or its data alone; null: it is none */
export function readReceipt(text: string): Receipt | null {
  try {
    const parsed = JSON.parse(text) as { data?: unknown };
    const receipt = (isRecord(parsed.data) ? parsed.data : parsed) as unknown as Receipt;
    const { entry, link, path, root, leaf, linkHash } = receipt;
    const isOne = isRecord(entry) && isRecord(link) && Array.isArray(path) && [root, leaf, linkHash].every(isText);
    return isOne ? receipt : null;
  } catch {
    return null;
  }
}

/**
 * Checks a receipt as docs/receipts.md says, in the browser: whoever runs the API is not asked.
 * @param known the root of its slot, or the hash of its link, as it was written down
 */
export async function checkReceipt(
  { entry, leaf, path, root, link, linkHash }: Receipt,
  known: string,
): Promise<Check[]> {
  const hashed = await sha256(LEAF, bytesOf(canonical(entry)));
  let node = hashed;
  for (const { side, hash } of path) {
    const beside = fromHex(hash);
    node = side === 'left' ? await sha256(NODE, beside, node) : await sha256(NODE, node, beside);
  }
  const linked = await sha256(bytesOf(LINK_DOMAIN), bytesOf(canonical(link)));
  const wanted = known.trim().toLowerCase();
  return [
    { what: 'The entry is the one that the receipt was made for', holds: toHex(hashed) === leaf },
    { what: 'The entry was among those that its slot was closed with', holds: toHex(node) === root },
    { what: 'The slot’s link in the chain is of the same root', holds: link.root === root },
    { what: 'The link says what it said when it was written', holds: toHex(linked) === linkHash },
    { what: 'Root or link is the one that was written down', holds: wanted === root || wanted === linkHash },
  ];
}

/** JSON with sorted names and nothing between the parts. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

async function sha256(...parts: BlobPart[]): Promise<Bytes> {
  if (!window.isSecureContext) throw new Error('A browser checks receipts over https only: use npm run verify.');
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
}

function bytesOf(text: string): Bytes {
  return new TextEncoder().encode(text);
}

const HEX = 16;

function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, HEX));
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(HEX).padStart(2, '0')).join('');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
