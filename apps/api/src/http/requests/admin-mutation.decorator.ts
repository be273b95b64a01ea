import { HttpCode, SetMetadata, applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiHeader } from '@nestjs/swagger';
import { ApiBodyErrors, ApiErrors } from '../document/api-docs.js';
import { NeedsScope } from '../doors/needs-scope.decorator.js';

export const ADMIN_MUTATION = Symbol('admin mutation');
export const CHANGES_NOTHING = Symbol('changes nothing');
export const MAY_PREVIEW = Symbol('may preview');
export const NEEDS_NO_CODE = Symbol('needs no code');
export const NOT_REPLAYED = Symbol('not replayed');

/**
 * A route under /admin that changes something. Before the handler runs, its path parameters and its body are checked as
 * a `body`, a repeated request is answered from the first, and the admin's 2FA code is used up. Without this
 * decorator such a route answers 500.
 * @param body the DTO, a subclass of `AdminMutationBody`, or that class itself if there is nothing but the code
 */
export function AdminMutation(body: Type<object>): MethodDecorator {
  return applyDecorators(
    SetMetadata(ADMIN_MUTATION, body),
    HttpCode(200),
    ApiBody({ type: body }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Where supported: the same key with the same body gets the first answer again.',
    }),
    ApiBodyErrors(),
    ApiErrors(401, 403, 429, 503),
  );
}

/** With `preview: true` in its body the request only reads, and so needs no code. */
export const MayPreview = (): MethodDecorator => SetMetadata(MAY_PREVIEW, true);

/** It only takes notice of something: no code is asked for, and one that comes all the same is not used up. */
export const NeedsNoCode = (): MethodDecorator => SetMetadata(NEEDS_NO_CODE, true);

/** The answer holds a secret, which is not kept for a repeated request. */
export const NotReplayed = (): MethodDecorator => SetMetadata(NOT_REPLAYED, true);

/** A POST under /admin that only reads, and so needs no code. */
export function ChangesNothing(): MethodDecorator {
  return applyDecorators(
    SetMetadata(CHANGES_NOTHING, true),
    NeedsScope('view'),
    HttpCode(200),
    ApiBodyErrors(),
    ApiErrors(401, 403, 429, 503),
  );
}
