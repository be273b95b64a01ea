import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult, type JWK } from 'jose';

/** What the key server does when it is asked. */
export type Behaviour = 'answers' | 'fails' | 'hangs' | 'redirects' | 'talks-nonsense' | 'floods';

interface TokenOptions {
  /** Signed with; one that was made by `newKey`. */
  readonly kid?: string;
  readonly alg?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresIn?: number;
  readonly without?: readonly string[];
}

/** An identity provider of a platform: keys over HTTP on loopback, and tokens signed with them. */
export class IdentityProvider {
  readonly issuer = 'https://identity.platform.example/';
  readonly audience = 'payouts';
  behaviour: Behaviour = 'answers';
  /** How often its keys were asked for. */
  asked = 0;
  private readonly pairs = new Map<string, GenerateKeyPairResult>();
  private readonly published: JWK[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<IdentityProvider> {
    const server = createServer();
    const provider = new IdentityProvider(server);
    server.on('request', (_request, response) => {
      provider.asked += 1;
      if (provider.behaviour === 'hangs') return;
      if (provider.behaviour === 'redirects') {
        response.writeHead(302, { location: '/elsewhere' }).end();
        return;
      }
      response.writeHead(provider.behaviour === 'fails' ? 503 : 200, { 'content-type': 'application/json' });
      if (provider.behaviour === 'talks-nonsense') response.end('<html>');
      else if (provider.behaviour === 'floods') response.end(`{"keys":[],"x":"${'x'.repeat(300_000)}"}`);
      else response.end(JSON.stringify({ keys: provider.published }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await provider.newKey('first');
    return provider;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys.json`;
  }

  get environment(): Record<string, string> {
    return { JWKS_URL: this.url, JWT_ISSUER: this.issuer, JWT_AUDIENCE: this.audience };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async newKey(kid: string, { alg = 'RS256', isPublished = true } = {}): Promise<void> {
    const pair = await generateKeyPair(alg);
    this.pairs.set(kid, pair);
    if (isPublished) this.published.push({ ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' });
  }

  /** The public key as everybody may have it. */
  async publicKey(kid = 'first'): Promise<string> {
    return exportSPKI(this.pair(kid).publicKey);
  }

  /** @param subject what `sub` says; other claims beside it */
  async token(
    subject: string,
    {
      kid = 'first',
      alg = 'RS256',
      issuer = this.issuer,
      audience = this.audience,
      expiresIn = 600,
      without = [],
    }: TokenOptions = {},
    claims: Record<string, unknown> = {},
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: issuer, aud: audience, sub: subject, iat: now, exp: now + expiresIn, ...claims };
    const kept = Object.entries(payload).filter(([name]) => !without.includes(name));
    return new SignJWT(Object.fromEntries(kept)).setProtectedHeader({ alg, kid }).sign(this.pair(kid).privateKey);
  }

  private pair(kid: string): GenerateKeyPairResult {
    const pair = this.pairs.get(kid);
    if (pair === undefined) throw new Error(`there is no key ${kid}`);
    return pair;
  }
}
