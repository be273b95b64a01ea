export { ApiAwayError, createApiClient, type ApiClient } from './api-client.js';
export { ApiFailure, failureOf, type FieldError } from './api-failure.js';
export type { components, paths } from './api-types.js';
