import { Module } from '@nestjs/common';
import { WorkersModule } from '#lib/workers';
import { SettingsController } from './settings.controller.js';

/** What the system goes by. */
@Module({
  imports: [WorkersModule],
  controllers: [SettingsController],
})
export class SettingsModule {}
