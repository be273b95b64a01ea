import {
  Injectable,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';
import { Answer } from './answer.js';

/** Wraps what a handler answers; anything that is not an `Answer` (event streams, files, metrics) passes as it is. */
@Injectable()
export class EnvelopeInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((value: unknown) => {
        if (value instanceof StreamableFile) response.setHeader('Cache-Control', 'no-store');
        if (!isAnswer(value)) return value;
        response.status(value.status).setHeader('Cache-Control', 'no-store');
        const { message, data, meta } = value.body;
        return { success: true, message, data, meta };
      }),
    );
  }
}

function isAnswer(value: unknown): value is Answer {
  return value instanceof Answer;
}
