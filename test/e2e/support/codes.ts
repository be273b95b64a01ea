import { generate } from 'otplib';

/** The code that an authenticator app shows, now or some seconds from now. */
export function codeAt(totpSecret: string, inSeconds = 0): Promise<string> {
  return generate({ secret: totpSecret, epoch: Math.floor(Date.now() / 1000) + inSeconds });
}

/** A code that is none of those that would be accepted now or in the next minute. */
export async function wrongCode(totpSecret: string): Promise<string> {
  const right = await Promise.all([-60, -30, 0, 30, 60, 90].map((seconds) => codeAt(totpSecret, seconds)));
  let candidate = 0;
  while (right.includes(String(candidate).padStart(6, '0'))) candidate += 1;
  return String(candidate).padStart(6, '0');
}
