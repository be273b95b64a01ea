import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** An Ed25519 public key by its id. */
export interface VerifyKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** DER of an Ed25519 key without its 32 bytes (RFC 8410, section 7 and 4). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_BYTES = 32;

const FORMS = 'as PEM, or base64 of its DER or of its 32 bytes';

/**
 * An Ed25519 private key.
 * @param text PEM (PKCS #8; line ends may be written `\n`), or base64 or base64url of its DER or of its 32 bytes
 * @throws Error that says what would be right, and quotes nothing
 */
export function signingKey(text: string): KeyObject {
  const key = read(text, (pemOrDer) => createPrivateKey(pemOrDer), PRIVATE_HEAD, 'pkcs8');
  if (key === null) throw new Error(`must be an Ed25519 private key, ${FORMS}`);
  return key;
}

/**
 * Ed25519 public keys, separated by commas; while a key is changed, the one before stands beside it.
 * @throws Error that says what would be right
 */
export function verifyKeys(text: string): readonly VerifyKey[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      // A private key would be taken for its public half: it must not lie where only the public one is needed.
      const key = /PRIVATE/.test(part)
        ? null
        : read(part, (pemOrDer) => createPublicKey(pemOrDer), PUBLIC_HEAD, 'spki');
      if (key === null) throw new Error(`must be Ed25519 public keys, separated by commas, each ${FORMS}`);
      return { id: keyIdOf(key), key };
    });
}

/** The public half of a signing key. */
export function verifyKeyOf(signing: KeyObject): VerifyKey {
  const key = createPublicKey(signing);
  return { id: keyIdOf(key), key };
}

/** 16 hexadecimal digits that tell one public key from another. */
function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

type Der<Type> = { key: Buffer; format: 'der'; type: Type };

function read<Type extends 'pkcs8' | 'spki'>(
  text: string,
  parse: (source: string | Der<Type>) => KeyObject,
  head: Buffer,
  type: Type,
): KeyObject | null {
  try {
    const key = text.includes('-----BEGIN') ? parse(text.replaceAll('\\n', '\n')) : parse(derOf(text, head, type));
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

function derOf<Type>(text: string, head: Buffer, type: Type): Der<Type> {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  return { key: bytes.length === RAW_BYTES ? Buffer.concat([head, bytes]) : bytes, format: 'der', type };
}
