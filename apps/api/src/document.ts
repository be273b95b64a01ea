import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from './api.module.js';
import { prefixRoutes } from './http/requests/route-scope.js';
import { openApiDocument } from './http/document/swagger.js';

/** Prints the OpenAPI document, as /docs-json answers it: of the routes alone, so nothing that they stand on is needed. */
const app = await NestFactory.create<NestExpressApplication>(ApiModule, {
  preview: true,
  logger: false,
  abortOnError: false,
});
prefixRoutes(app);
process.stdout.write(JSON.stringify(openApiDocument(app)), () => process.exit(0));
