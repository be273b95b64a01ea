import { HttpCode, applyDecorators, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { ERROR_STATUS, type ErrorCode } from '../answers/error-status.js';

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
  /** `data` may be this instead. */
  readonly orElse?: Type<object>;
}

/** Documents the success of a route: `{ success: true, message?, data, meta? }`. */
export function ApiEnvelope(data: Type<object> | null, options: Envelope = {}): MethodDecorator {
  const { status = 200, description = 'Success', isArray = false, message, meta, orElse } = options;
  const models = [data, meta, orElse].filter((model) => model !== null && model !== undefined);
  const properties: Record<string, Schema> = { success: { type: 'boolean', enum: [true] } };
  if (message !== undefined) properties['message'] = { type: 'string', example: message };
  if (data !== null) {
    const ref = { $ref: getSchemaPath(data) };
    const or = orElse === undefined ? ref : { oneOf: [ref, { $ref: getSchemaPath(orElse) }] };
    properties['data'] = isArray ? { type: 'array', items: ref } : or;
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

/** What is said of each status, as it is said. */
const EXAMPLES: Readonly<Record<DocumentedStatus, readonly [ErrorCode, string]>> = {
  400: ['VALIDATION_FAILED', 'rosPercentage must be from 0 to 2.2; got 3.'],
  401: ['UNAUTHENTICATED', 'Sign in first: send the access token as Authorization: Bearer <token>.'],
  403: ['TWO_FA_INVALID', 'The 2FA code is wrong.'],
  404: ['ROUTE_NOT_FOUND', 'There is nothing here.'],
  406: ['NOT_ACCEPTABLE', 'Accept must allow application/json, text/csv or application/x-ndjson.'],
  409: ['SLOT_STATE_CONFLICT', 'Slot 2 is COMPLETED.'],
  413: ['PAYLOAD_TOO_LARGE', 'The body is too large: at most 4 kB.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The body must be JSON in UTF-8.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests. Try again in 12 seconds.'],
  500: ['DISTRIBUTION_FAILED', 'The distribution FAILED. See its status, mend the cause, retry.'],
  503: ['DEPENDENCY_DOWN', 'MongoDB does not answer. Nothing was changed; try again.'],
};

function failureExample(status: DocumentedStatus): FailureDto {
  const [code, message] = EXAMPLES[status];
  const details =
    status === 400 ? [{ field: 'rosPercentage', message: 'must be from 0 to 2.2; got 3.', value: 3 }] : [];
  return {
    success: false,
    message,
    error: { code, ...(details.length === 0 ? {} : { details }) },
    requestId: '5f3c2b9e-1d4a-4c1b-9a57-0b8f6d2e7c11',
  };
}

/** Documents the failures of a route. 401 also documents that it needs a bearer token. */
export function ApiErrors(...statuses: readonly DocumentedStatus[]): MethodDecorator & ClassDecorator {
  return applyDecorators(...(statuses.includes(401) ? [ApiBearerAuth()] : []), ApiPublicErrors(...statuses));
}

/** Documents the failures of a route that needs no token: there 401 means wrong credentials in the body. */
export function ApiPublicErrors(...statuses: readonly DocumentedStatus[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(FailureDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: {
          'application/json': { schema: { $ref: getSchemaPath(FailureDto) }, example: failureExample(status) },
        },
      }),
    ),
  );
}

/** Documents how a body that cannot be read, or is not right, is refused. */
export function ApiBodyErrors(): MethodDecorator & ClassDecorator {
  return ApiPublicErrors(400, 413, 415);
}
