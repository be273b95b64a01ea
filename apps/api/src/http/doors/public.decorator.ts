import { SetMetadata } from '@nestjs/common';

export const PUBLIC = Symbol('public');

/** A route that needs no sign-in. */
export const Public = (): ClassDecorator & MethodDecorator => SetMetadata(PUBLIC, true);
