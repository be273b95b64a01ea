import { Global, Module } from '@nestjs/common';
import { AppConfig, loadConfig } from './app-config.js';

/** Provides `AppConfig` everywhere, to the API. */
@Global()
@Module({ providers: [{ provide: AppConfig, useFactory: () => loadConfig() }], exports: [AppConfig] })
export class ConfigModule {}

/** The same to commands that change accounts: without the secret of the API's sessions. */
@Global()
@Module({
  providers: [{ provide: AppConfig, useFactory: () => loadConfig(undefined, 'accounts') }],
  exports: [AppConfig],
})
export class AccountsConfigModule {}

/** The same to what pays and proves: without the API's secrets. */
@Global()
@Module({ providers: [{ provide: AppConfig, useFactory: () => loadConfig(undefined, 'money') }], exports: [AppConfig] })
export class MoneyConfigModule {}

/** The same to what migrates a database: with the key that seals orders, where it is given. */
@Global()
@Module({
  providers: [{ provide: AppConfig, useFactory: () => loadConfig(undefined, 'migrate') }],
  exports: [AppConfig],
})
export class MigrateConfigModule {}
