import { createApiClient, failureOf } from '#lib/client';
import { session } from './session.js';

const AUTH = '/api/v1/auth/';

export const api = createApiClient({
  baseUrl: window.location.origin,
  token: () => session.token,
  fetch: sendInSession,
});

/** Sends a request; where the access token has run out, once more with a new one. When the session is over, it says so. */
async function sendInSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  const path = new URL(request.url).pathname;
  if (response.status !== 401 || (path.startsWith(AUTH) && !path.endsWith('/me') && !path.includes('/2fa/'))) {
    return response;
  }
  if (!(await session.renew())) {
    session.end();
    return response;
  }
  again.headers.set('authorization', `Bearer ${session.token ?? ''}`);
  return fetch(again);
}

/** The `data` of an answer. @throws ApiFailure, ApiAwayError */
export async function dataOf<B extends { data: unknown }>(call: Promise<{ data?: B }>): Promise<B['data']> {
  const { data } = await call;
  if (data === undefined) throw new TypeError('an answer without data');
  return data.data;
}

/** The whole body of an answer, for those with `meta`. @throws ApiFailure, ApiAwayError */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  if (data === undefined) throw new TypeError('an answer without a body');
  return data;
}

/** Opens a stream or reads a download, in the session. @throws ApiFailure */
export async function fetchInSession(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${session.token ?? ''}`);
  const response = await sendInSession(new Request(new URL(path, window.location.origin), { ...init, headers }));
  if (!response.ok) throw await failureOf(response);
  return response;
}

/** Saves an answer as a file. @param accept the type that is asked for */
export async function download(path: string, accept: string, fileName: string): Promise<void> {
  const response = await fetchInSession(path, { headers: { accept } });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
