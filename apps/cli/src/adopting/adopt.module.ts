import { Module } from '@nestjs/common';
import { AdoptionModule } from '#lib/adoption';
import { AccountsConfigModule } from '#lib/config';
import { DOCUMENTS } from '../migrating/documents.js';

/** Adoption, and every document whose indexes it makes first. */
@Module({ imports: [AccountsConfigModule, ...DOCUMENTS, AdoptionModule] })
export class AdoptModule {}
