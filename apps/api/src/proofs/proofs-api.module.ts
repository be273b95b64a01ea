import { Module } from '@nestjs/common';
import { DeclarationsModule } from '#lib/declarations';
import { ReceiptsModule } from '#lib/receipts';
import { ProofsController } from './proofs.controller.js';

/** Roots and receipts. */
@Module({ imports: [DeclarationsModule, ReceiptsModule], controllers: [ProofsController] })
export class ProofsApiModule {}
