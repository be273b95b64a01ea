import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { SlotsModule } from '#lib/slots';
import { WorkersModule } from '#lib/workers';
import { AlertRetention } from './alert-retention.js';
import { AlertStore } from './alert-store.js';
import { AlertTimer } from './alert-timer.js';
import { AlertWatch } from './alert-watch.js';
import { AlertWebhook } from './alert-webhook.js';
import { LargePayouts } from './large-payouts.js';
import { Alert, AlertSchema } from './alert.schema.js';

const DOCUMENTS = MongooseModule.forFeature([{ name: Alert.name, schema: AlertSchema }]);

/** The documents alone, for what makes their indexes. */
@Module({ imports: [DOCUMENTS], exports: [DOCUMENTS] })
export class AlertDocumentsModule {}

/** Alerts: kept, logged, counted and POSTed. Whoever imports this also watches. */
@Module({
  imports: [SlotsModule, WorkersModule, AlertDocumentsModule],
  providers: [AlertRetention, AlertStore, AlertTimer, AlertWatch, AlertWebhook, LargePayouts],
  exports: [AlertStore, AlertWatch],
})
export class AlertsModule {}
