import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DatabaseClock } from './database-clock.js';
import { ExecutionControl, ExecutionSwitch, ExecutionSwitchSchema } from './execution-control.js';
import { WorkerIdentity } from './worker-identity.js';
import { WorkerRecord, WorkerRecordSchema, WorkerRegistry } from './worker-registry.js';

const OFFERED = [DatabaseClock, ExecutionControl, WorkerIdentity, WorkerRegistry];

/** Who works, and whether slots may start. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: ExecutionSwitch.name, schema: ExecutionSwitchSchema },
      { name: WorkerRecord.name, schema: WorkerRecordSchema },
    ]),
  ],
  providers: OFFERED,
  exports: OFFERED,
})
export class WorkersModule {}
