import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/audit';

/** Goes before what is hashed, so that no other kind of record can stand for a link. */
const DOMAIN = 'proof-1\n';

/** What the chain says at a finished slot (docs/receipts.md, The chain). Hashes are SHA-256, hexadecimal. */
export interface Link {
  /** Its number, from 1. */
  readonly seq: number;
  /** Of the link before; 64 zeros for the first. */
  readonly prevHash: string;
  /** Of the slot or run, as `2026-02-12/slot-1`. */
  readonly key: string;
  readonly distributionId: string;
  /** How often the slot had been claimed when its run ended. */
  readonly round: number;
  /** How many entries the slot held then. */
  readonly entries: number;
  /** Of the tree over them. */
  readonly root: string;
  /** Of what the slot said then, see `slotHash`. */
  readonly slotHash: string;
  /** The newest record of the audit log then; null: there was none. */
  readonly audit: { readonly seq: number; readonly hash: string } | null;
  /** ISO 8601, UTC. */
  readonly closedAt: string;
}

export const FIRST_PREV_HASH = '0'.repeat(64);

/** Pure. */
export function linkHash({
  seq,
  prevHash,
  key,
  distributionId,
  round,
  entries,
  root,
  slotHash,
  audit,
  closedAt,
}: Link): string {
  const link = { seq, prevHash, key, distributionId, round, entries, root, slotHash, audit, closedAt };
  return createHash('sha256').update(DOMAIN).update(canonicalJson(link)).digest('hex');
}
