import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { ApiRequest } from '../requests/api-request.js';

/** The longest that a request waits for what it has started, in seconds; proxies give up on an answer after 30 s. */
const LONGEST_S = 25;

/** RFC 7240, section 4.3: among other preferences, each after a comma or a semicolon. */
const WAIT = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?=$|[,;])/i;

/** @returns milliseconds; undefined where nothing is preferred, or nothing that can be understood */
export function preferredWaitMs(prefer: string | undefined): number | undefined {
  const seconds = WAIT.exec(prefer ?? '')?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_S) * 1_000;
}

/** How long the client wants to wait for what it starts: `@PreferredWait() waitMs: number | undefined`. */
export const PreferredWait = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined =>
  preferredWaitMs(context.switchToHttp().getRequest<ApiRequest>().get('prefer')),
);

/** Documents the header. */
export function ApiPrefersWait(): MethodDecorator {
  return ApiHeader({
    name: 'Prefer',
    required: false,
    description: `wait=N: how many seconds to wait for the end, 0 to ${LONGEST_S}; left out: 10. Then 202 and statusUrl.`,
    example: 'wait=10',
  });
}
