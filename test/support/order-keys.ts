import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface OrderKeys {
  readonly ORDER_SIGNING_KEY: string;
  readonly ORDER_VERIFY_KEY: string;
}

/** Variables of a fresh pair of keys that seals and verifies orders. */
export function orderKeys(): OrderKeys {
  const { privateKey, publicKey } = orderKeyPair();
  return { ORDER_SIGNING_KEY: der(privateKey, 'pkcs8'), ORDER_VERIFY_KEY: der(publicKey, 'spki') };
}

export function orderKeyPair(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync('ed25519');
}

function der(key: KeyObject, type: 'pkcs8' | 'spki'): string {
  return key.export({ type: type as 'spki', format: 'der' }).toString('base64');
}
