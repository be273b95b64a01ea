import { Injectable, type CanActivate, type ExecutionContext, type Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { getMetadataStorage } from 'class-validator';
import { ADMIN_MUTATION } from '../requests/admin-mutation.decorator.js';
import type { ApiRequest } from '../requests/api-request.js';
import { PayloadTooLargeError } from '../answers/errors.js';

const KILOBYTE = 1_024;
/** The longest request without a list is a description of 500 characters, each escaped. */
const WITHOUT_LIST = 4 * KILOBYTE;

/** As Nest keeps what a handler takes: `3:0` is its body, as the first argument. */
const BODY_ARGUMENT = /^3:(\d+)$/;

/** Refuses a body that is larger than its route can need, before anybody looks into it. */
@Injectable()
export class BodySizeGuard implements CanActivate {
  private readonly withList = new Map<unknown, boolean>();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { bodyBytes = 0 } = context.switchToHttp().getRequest<ApiRequest>();
    if (bodyBytes > WITHOUT_LIST && !this.takesList(context)) {
      throw new PayloadTooLargeError(WITHOUT_LIST / KILOBYTE);
    }
    return true;
  }

  private takesList(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const known = this.withList.get(handler);
    if (known !== undefined) return known;
    const dto = this.reflector.get<Type<object> | undefined>(ADMIN_MUTATION, handler) ?? bodyType(context);
    const takes = dto !== undefined && hasList(dto);
    this.withList.set(handler, takes);
    return takes;
  }
}

/** The class of the handler's body, if it takes one. */
function bodyType(context: ExecutionContext): Type<object> | undefined {
  const controller = context.getClass();
  const name = context.getHandler().name;
  const taken: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name);
  const types: unknown = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name);
  for (const key of Object.keys(taken ?? {})) {
    const [, index] = BODY_ARGUMENT.exec(key) ?? [];
    if (index !== undefined) return (types as Type<object>[])[Number(index)];
  }
  return undefined;
}

function hasList(dto: Type<object>): boolean {
  return getMetadataStorage()
    .getTargetValidationMetadatas(dto, '', false, false)
    .some(({ name }) => name === 'isArray');
}
