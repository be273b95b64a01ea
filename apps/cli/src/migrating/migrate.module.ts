import { Module } from '@nestjs/common';
import { MoneyConfigModule } from '#lib/config';
import { DOCUMENTS } from './documents.js';

@Module({ imports: [MoneyConfigModule, ...DOCUMENTS] })
export class MigrateModule {}
