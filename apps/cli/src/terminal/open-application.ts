import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig, type ProcessKind } from '#lib/config';
import { startError } from '#lib/database';

/**
 * Makes what a command needs of the product. Nest itself stays silent: it would print each error with its stack before
 * the command can say it in a sentence.
 * @throws ConfigError, DatabaseAwayError, UnsuitableDatabaseError
 */
export async function openApplication(module: Type, kind: ProcessKind): Promise<INestApplicationContext> {
  const config = loadConfig(undefined, kind);
  try {
    return await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  } catch (error) {
    throw startError(error, config.mongodbUri);
  }
}
