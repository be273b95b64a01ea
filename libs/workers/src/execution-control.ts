import { Prop, Schema, SchemaFactory, InjectModel } from '@nestjs/mongoose';
import { Injectable } from '@nestjs/common';
import type { ClientSession, Model } from 'mongoose';
import { AppConfig } from '#lib/config';
import { COLLECTIONS } from '#lib/database';
import { DatabaseClock } from './database-clock.js';

const SWITCH_ID = 'execution';

/** Kept in MongoDB, so that it survives restarts and a Redis flush. */
@Schema({ collection: COLLECTIONS.executionControls, versionKey: false })
export class ExecutionSwitch {
  @Prop({ type: String, required: true })
  _id: string;

  @Prop({ type: Boolean, required: true })
  paused: boolean;

  @Prop({ type: Date, required: true })
  changedAt: Date;
}

export const ExecutionSwitchSchema = SchemaFactory.createForClass(ExecutionSwitch);

/** Whether slots may start: the environment's switches and the admin's pause. */
@Injectable()
export class ExecutionControl {
  constructor(
    @InjectModel(ExecutionSwitch.name) private readonly switches: Model<ExecutionSwitch>,
    private readonly config: AppConfig,
    private readonly clock: DatabaseClock,
  ) {}

  async isPaused(): Promise<boolean> {
    const found = await this.switches.findById(SWITCH_ID).lean<ExecutionSwitch>();
    return found?.paused === true;
  }

  /** @returns when it was paused or resumed last, or null */
  async changedAt(): Promise<Date | null> {
    const found = await this.switches.findById(SWITCH_ID).lean<ExecutionSwitch>();
    return found?.changedAt ?? null;
  }

  /** Whether slots may start now: neither the environment nor an admin keeps them from it. */
  async mayExecute(): Promise<boolean> {
    return this.config.executionEnabled && !(await this.isPaused());
  }

  /** @returns whether it was another state before */
  async setPaused(session: ClientSession, paused: boolean): Promise<boolean> {
    const before = await this.switches
      .findOneAndUpdate(
        { _id: SWITCH_ID },
        { $set: { paused, changedAt: this.clock.now() } },
        { session, upsert: true, returnDocument: 'before' },
      )
      .lean<ExecutionSwitch>();
    return (before?.paused ?? false) !== paused;
  }
}
