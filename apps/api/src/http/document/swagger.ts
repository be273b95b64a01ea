import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { withExamples } from './document-examples.js';

/**
 * Serves Swagger UI at /docs and the document at /docs-json.
 * @param exampleDate YYYY-MM-DD: a date that can be declared now
 */
export function setUpSwagger(app: NestExpressApplication, exampleDate: () => string): void {
  // Made at the first call: a process that nobody asks for documentation does not pay for it.
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs-json',
    // The same again as YAML would be made anew for whoever asks.
    raw: ['json'],
    swaggerOptions: { persistAuthorization: true },
    patchDocumentOnRequest: examplesOf(exampleDate),
  });
}

/** Every route, what it takes and what it answers. */
export function openApiDocument(app: NestExpressApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('Daily declaration returns')
    .setDescription(
      'Declares, queues and pays the daily returns of a staking platform. Sign in with POST /auth/login; every change ' +
        "under /admin needs the admin's TOTP code as twoFACode.",
    )
    .setVersion('1')
    // 3.0 has no way to say "this object or null" that every reader takes as such.
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        "The accessToken of POST /auth/login; with JWKS_URL also a token of the platform's own identity provider, which " +
        'is answered 503 while its keys cannot be read.',
    })
    .build();
  return SwaggerModule.createDocument(app, options, { operationIdFactory });
}

/** What is done, and to what: `queueToday`, `listAlerts`. */
function operationIdFactory(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return noun === 'Auth' ? method : `${method}${noun}`;
}

/** Examples change with the date, and only then. */
function examplesOf(
  exampleDate: () => string,
): (request: unknown, response: unknown, document: OpenAPIObject) => OpenAPIObject {
  let made: { readonly date: string; readonly document: OpenAPIObject } | null = null;
  return (_request, _response, document) => {
    const date = exampleDate();
    if (made?.date !== date) made = { date, document: withExamples(document, date) };
    return made.document;
  };
}
