import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DatabaseClock } from './database-clock.js';
import { ExecutionControl, ExecutionSwitch, ExecutionSwitchSchema } from './execution-control.js';
import { OwnFacts } from './own-facts.js';
import { ProcessRecord, ProcessRecordSchema } from './process-record.schema.js';
import { RulesInForce } from './rules-in-force.js';
import { WorkerIdentity } from './worker-identity.js';
import { WorkerRegistry } from './worker-registry.js';

const OFFERED = [DatabaseClock, ExecutionControl, RulesInForce, WorkerIdentity, WorkerRegistry];

/** Who works and by which rules, whether slots may start, and what time it is. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: ExecutionSwitch.name, schema: ExecutionSwitchSchema },
      { name: ProcessRecord.name, schema: ProcessRecordSchema },
    ]),
  ],
  providers: [...OFFERED, OwnFacts],
  exports: OFFERED,
})
export class WorkersModule {}
