import { Global, Module, type ModuleMetadata } from '@nestjs/common';
import { AppConfig, loadConfig } from './app-config.js';
import type { ProcessKind } from './variables.js';

const configOf = (kind: ProcessKind): ModuleMetadata => ({
  providers: [{ provide: AppConfig, useFactory: () => loadConfig(undefined, kind) }],
  exports: [AppConfig],
});

/** Provides `AppConfig` everywhere, to the API. */
@Global()
@Module(configOf('api'))
export class ConfigModule {}

/** The same to commands that change accounts: without the secret of the API's sessions. */
@Global()
@Module(configOf('accounts'))
export class AccountsConfigModule {}

/** The same to the worker: without the API's secrets. */
@Global()
@Module(configOf('worker'))
export class WorkerConfigModule {}

/** The same to what proves. */
@Global()
@Module(configOf('proof'))
export class ProofConfigModule {}

/** The same to what migrates a database: with the key that seals orders, where it is given. */
@Global()
@Module(configOf('migrate'))
export class MigrateConfigModule {}
