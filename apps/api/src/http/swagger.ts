import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Serves Swagger UI at /docs and the document at /docs-json. */
export function setUpSwagger(app: NestExpressApplication): void {
  // Made at the first call: a process that nobody asks for documentation does not pay for it.
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs-json',
    // The same again as YAML would be made anew for whoever asks.
    raw: ['json'],
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
  return SwaggerModule.createDocument(app, options);
}
