import { SetMetadata } from '@nestjs/common';
import type { Scope } from '#lib/auth';

export const NEEDS_SCOPE = Symbol('needs scope');

/**
 * What an admin must hold to call a route under /admin, one of these. Left out: `view` to read, `pay` to change.
 */
export const NeedsScope = (...anyOf: readonly [Scope, ...Scope[]]): ClassDecorator & MethodDecorator =>
  SetMetadata(NEEDS_SCOPE, anyOf);
