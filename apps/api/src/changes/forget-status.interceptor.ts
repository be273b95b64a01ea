import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { tap, type Observable } from 'rxjs';
import { isWriting } from '../http/requests/route-scope.js';
import { StatusCache } from './status-cache.js';

/** After a change, who asks for a status gets one that was read since. */
@Injectable()
export class ForgetStatus implements NestInterceptor {
  constructor(private readonly cache: StatusCache) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    if (!isWriting(request)) return next.handle();
    const forget = (): void => this.cache.forget();
    return next.handle().pipe(tap({ next: forget, error: forget }));
  }
}
