import type { components } from './api-types.js';

type FailureBody = components['schemas']['FailureDto'];
export type FieldError = components['schemas']['FieldErrorDto'];

/** What the API answers when it refuses a request, or when the request failed. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    /** A stable word in capitals. */
    readonly code: string,
    message: string,
    readonly details: readonly FieldError[],
    /** What the answer tells besides, e.g. the new preview of PREVIEW_CHANGED. */
    readonly data: unknown,
    readonly requestId: string | null,
    /** Seconds until trying again makes sense; null where the API does not say. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** @returns what a response that is no success says; one that is not the API's (a proxy's page) by its status alone */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const body = await bodyOf(response);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiFailure(
    response.status,
    body?.error.code ?? 'NOT_THE_API',
    body?.message ?? `The answer was ${response.status} ${response.statusText}, and not from the API.`,
    body?.error.details ?? [],
    body?.data,
    body?.requestId ?? response.headers.get('x-request-id'),
    Number.isFinite(retryAfter) ? retryAfter : null,
  );
}

async function bodyOf(response: Response): Promise<FailureBody | null> {
  try {
    const body = (await response.json()) as Partial<FailureBody>;
    return body.error === undefined ? null : (body as FailureBody);
  } catch {
    return null;
  }
}
