import { isIP, isIPv6 } from 'node:net';
import type { Request } from 'express';

const GROUPS = 8;
/** A provider gives each customer a /64: of one IPv6 client only the first four groups stay the same. */
const CUSTOMER_GROUPS = 4;

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address as people write it: a server that listens on IPv6 sees 203.0.113.7 as ::ffff:203.0.113.7. */
function readableAddress(address: string | undefined): string | undefined {
  return address?.replace(MAPPED_IPV4, '$1');
}

/**
 * A request's network address, as people write it. A proxy that passes anything on as X-Forwarded-For is not believed:
 * what is no address is replaced by that of the connection.
 */
export function addressOf(request: Request): string | undefined {
  const { ip } = request;
  return readableAddress(ip !== undefined && isIP(ip) !== 0 ? ip : request.socket.remoteAddress);
}

/**
 * What one client is known by: its IPv4 address, or the /64 network of its IPv6 address.
 * @param ip as Express tells it
 */
export function clientOf(ip: string | undefined): string {
  const address = readableAddress(ip);
  if (address === undefined) return 'unknown';
  if (!isIPv6(address)) return address;

  const [withoutZone = ''] = address.toLowerCase().split('%');
  const [head = '', tail = ''] = withoutZone.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail.split(':').filter((group) => group !== '');
  const zeros = Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill('0');
  const groups = [...before, ...zeros, ...after].slice(0, CUSTOMER_GROUPS);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
