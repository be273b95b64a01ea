import { Module } from '@nestjs/common';
import { MigrateConfigModule } from '#lib/config';
import { DOCUMENTS } from './documents.js';

@Module({ imports: [MigrateConfigModule, ...DOCUMENTS] })
export class MigrateModule {}
