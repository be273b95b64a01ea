import type { NextFunction, Request, Response } from 'express';
import { UnsupportedMediaTypeError } from '../answers/errors.js';
import { isUnderApi } from './route-scope.js';

/** A body that is not JSON would not be read at all, and every field be reported as missing: say what is wrong. */
export function jsonOnly(request: Request, _response: Response, next: NextFunction): void {
  // `is` answers null without a body, false for another type.
  if (isUnderApi(request) && request.is('application/json') === false && request.get('content-length') !== '0') {
    next(new UnsupportedMediaTypeError('Send the body as JSON, with Content-Type: application/json.'));
    return;
  }
  next();
}
