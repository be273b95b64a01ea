import { generate } from 'otplib';
import { withoutCredentials } from '#lib/config';
import { ApiClient } from '../product/api-client.js';
import type { LocalProduct } from '../product/local-product.js';
import { DEMO_SIGN_IN } from '../seeding/seed-data.js';

/** @returns the demo's admin, signed in; null where the data are not the demo's, or the password was changed */
export async function demoAdmin(url: string): Promise<ApiClient | null> {
  const client = new ApiClient(url, DEMO_SIGN_IN.admin.totpSecret);
  try {
    await client.signIn(DEMO_SIGN_IN.admin.email, DEMO_SIGN_IN.admin.password);
    return client;
  } catch {
    return null;
  }
}

/** Prints where everything is and, on the demo's data, who can sign in. */
export async function tellAddresses(
  product: LocalProduct,
  environment: Readonly<Record<string, string>>,
  { url, console: page = `${url}/console`, isDemo }: { url: string; console?: string; isDemo: boolean },
): Promise<void> {
  const { admin, user } = DEMO_SIGN_IN;
  console.log(`Console     ${page}`);
  console.log(`API         ${url}/api/v1`);
  console.log(`Swagger     ${url}/docs`);
  console.log(`Bull Board  ${url}/admin/queues`);
  console.log(`Health      ${url}/health/ready`);
  console.log(`Metrics     ${url}/metrics`);
  console.log(`MongoDB     ${withoutCredentials(environment['MONGODB_URI'] ?? product.mongodbUri)}`);
  console.log(`Redis       ${withoutCredentials(product.redisUrl)}`);
  if (!isDemo) return;
  const code = await generate({ secret: admin.totpSecret });
  console.log(`Admin       ${admin.email}  password ${admin.password}  TOTP secret ${admin.totpSecret}`);
  console.log(`            code now ${code}; any authenticator app shows the next ones`);
  console.log(`User        ${user.email}  password ${user.password}`);
}
