import { HttpCode, applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { ERROR_STATUS } from './error-status.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const PUBLIC_CODES = Object.entries(ERROR_STATUS)
  .filter(([, status]) => typeof status === 'number')
  .map(([code]) => code);

/** One field error, as documented. */
export class FieldErrorDto {
  @ApiProperty({
    type: String,
    description: 'Path in the body, or name of a parameter',
    example: 'distributionSlots.0.rosPercentage',
  })
  field: string;

  @ApiProperty({
    type: String,
    description: 'What is wrong and what would be right',
    example: 'must be from 0 to 2.2; got 3.',
  })
  message: string;

  @ApiProperty({
    description: 'What was sent, if short and no secret',
    required: false,
    example: 3,
    oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
  })
  value?: string | number | boolean;
}

/** The `error` of a failure, as documented. */
export class ErrorBodyDto {
  @ApiProperty({
    type: String,
    enum: PUBLIC_CODES,
    enumName: 'ErrorCode',
    description: 'Stable, for programs',
  })
  code: string;

  @ApiProperty({ type: [FieldErrorDto], required: false })
  details?: FieldErrorDto[];
}

/** A failure, as documented. */
export class FailureDto {
  @ApiProperty({ type: Boolean, enum: [false] })
  success: false;

  @ApiProperty({ type: String, description: 'For people', example: 'This needs the role admin.' })
  message: string;

  @ApiProperty({ type: ErrorBodyDto })
  error: ErrorBodyDto;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'With PREVIEW_CHANGED: the new preview',
  })
  data?: object;

  @ApiProperty({ type: String, description: 'Also in the header X-Request-Id; quote it in a report', example: '5f3c…' })
  requestId: string;
}

interface Envelope {
  /** 200 unless told. */
  readonly status?: number;
  readonly description?: string;
  /** `data` is a list of the DTO. */
  readonly isArray?: boolean;
  /** The message that the answer carries. */
  readonly message?: string;
  readonly meta?: Type<object>;
}

/** Documents the success of a route: `{ success: true, message?, data, meta? }`. */
export function ApiEnvelope(data: Type<object> | null, options: Envelope = {}): MethodDecorator {
  const { status = 200, description = 'Success', isArray = false, message, meta } = options;
  const models = [data, meta].filter((model) => model !== null && model !== undefined);
  const properties: Record<string, Schema> = { success: { type: 'boolean', enum: [true] } };
  if (message !== undefined) properties['message'] = { type: 'string', example: message };
  if (data !== null) {
    const ref = { $ref: getSchemaPath(data) };
    properties['data'] = isArray ? { type: 'array', items: ref } : ref;
  }
  if (meta !== undefined) properties['meta'] = { $ref: getSchemaPath(meta) };
  return applyDecorators(
    ...(status === 200 ? [HttpCode(200)] : []),
    ApiExtraModels(...models),
    ApiResponse({
      status,
      description,
      schema: { type: 'object', required: Object.keys(properties), properties },
    }),
  );
}

type DocumentedStatus = 400 | 401 | 403 | 404 | 406 | 409 | 413 | 415 | 429 | 500 | 503;

const DESCRIPTIONS: Readonly<Record<DocumentedStatus, string>> = {
  400: 'The request is not valid; `details` tells which fields and why',
  401: 'Not signed in, or wrong credentials',
  403: 'Not an admin, without the scope that this needs, or the 2FA code is missing, wrong or used',
  404: 'There is no such thing',
  406: 'The header Accept takes none of the media types that this is answered in',
  409: 'Not possible in the present state',
  413: 'The body is larger than 4 kB, or than 100 kB where it holds a list',
  415: 'The body is not JSON in UTF-8',
  429: 'Too many requests or wrong attempts; `Retry-After` tells when to come back',
  500: 'The distribution failed (DISTRIBUTION_FAILED; the message tells what to do), or something else on our side',
  503: 'A dependency is down',
};

/** Documents the failures of a route. 401 also documents that it needs a bearer token. */
export function ApiErrors(...statuses: readonly DocumentedStatus[]): MethodDecorator & ClassDecorator {
  return applyDecorators(...(statuses.includes(401) ? [ApiBearerAuth()] : []), ApiPublicErrors(...statuses));
}

/** Documents the failures of a route that needs no token: there 401 means wrong credentials in the body. */
export function ApiPublicErrors(...statuses: readonly DocumentedStatus[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...statuses.map((status) => ApiResponse({ status, description: DESCRIPTIONS[status], type: FailureDto })),
  );
}

/** Documents how a body that cannot be read, or is not right, is refused. */
export function ApiBodyErrors(): MethodDecorator & ClassDecorator {
  return ApiPublicErrors(400, 413, 415);
}
