import { Body, Controller, Delete, Get, Injectable, Module, Param, Patch, Post } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { InjectConnection } from '@nestjs/mongoose';
import { IsOptional } from 'class-validator';
import type { Connection } from 'mongoose';
import { Audit, AuditModule, type Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import { runInTransaction } from '#lib/database';
import type { Change } from '#lib/declarations';
import { IdempotencyModule, type IdempotencyScope } from '#lib/idempotency';
import { ApiModule } from '../../../apps/api/src/api.module.js';
import { Changes } from '../../../apps/api/src/changes/changes.js';
import { AdminMutationBody } from '../../../apps/api/src/http/requests/admin-mutation-body.js';
import { AdminMutation, ChangesNothing } from '../../../apps/api/src/http/requests/admin-mutation.decorator.js';
import { accepted, answer, done, type Answer } from '../../../apps/api/src/http/answers/answer.js';
import { ApiEnvelope } from '../../../apps/api/src/http/document/api-docs.js';
import { CalendarDateParam, SlotNumberParam } from '../../../apps/api/src/http/requests/params.js';
import { From, IdempotentBy } from '../../../apps/api/src/http/doors/signed-in.decorator.js';
import { IsMoney } from '../../../apps/api/src/http/requests/validators/is-money.js';

class NoteBody extends AdminMutationBody {
  @ApiProperty({ type: Number, required: false, example: 10 })
  @IsOptional()
  @IsMoney()
  amount?: number | string;
}

class NoteDto {
  @ApiProperty({ type: Number })
  notes: number;
}

/** A service as features write them: the change, its audit entry and its first answer in one transaction. */
@Injectable()
export class Notes {
  /** Called in the transaction, so that a test can hold requests there. */
  inTransaction: () => Promise<void> = () => Promise.resolve();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly audit: Audit,
  ) {}

  async add(body: NoteBody, change: Change): Promise<{ notes: number }> {
    return runInTransaction(this.connection, async (session) => {
      const notes = this.connection.collection<{ amount: unknown }>('notes');
      await notes.insertOne({ amount: body.amount ?? null }, { session });
      const data = { notes: await notes.countDocuments({}, { session }) };
      await this.inTransaction();
      await this.audit.record(session, { ...change.origin, action: 'note.add', after: { amount: body.amount } });
      await change.remember(session, data);
      return data;
    });
  }

  count(): Promise<number> {
    return this.connection.collection('notes').countDocuments();
  }
}

@Controller('admin/sample')
class SampleController {
  constructor(
    private readonly notes: Notes,
    private readonly changes: Changes,
  ) {}

  @Get()
  async list(): Promise<Answer> {
    return answer({ notes: await this.notes.count() }, { meta: { page: 1 } });
  }

  @Get('broken')
  broken(): never {
    throw new Error('the secret is hunter2');
  }

  @Post('notes')
  @AdminMutation(NoteBody)
  @ApiEnvelope(NoteDto, { message: 'Added' })
  async add(
    @Body() body: NoteBody,
    @From() origin: Origin,
    @IdempotentBy() scope: IdempotencyScope | undefined,
  ): Promise<Answer<NoteDto>> {
    const change = this.changes.asked({ origin, scope, message: 'Added' });
    return answer(await this.notes.add(body, change), { message: 'Added' });
  }

  @Post('slow')
  @AdminMutation(AdminMutationBody)
  slow(): Answer {
    return accepted({ statusUrl: '/api/v1/admin/sample' });
  }

  @Patch(':date/slots/:slotNumber')
  @AdminMutation(NoteBody)
  change(
    @Param('date', CalendarDateParam) date: CalendarDate,
    @Param('slotNumber', SlotNumberParam) slotNumber: number,
  ): Answer {
    return answer({ date, slotNumber });
  }

  @Delete('by-month/:month')
  @AdminMutation(AdminMutationBody)
  removeMonth(@Param('month', CalendarDateParam) month: CalendarDate): Answer {
    return done(`${month} deleted`);
  }

  @Delete(':date')
  @AdminMutation(AdminMutationBody)
  remove(@Param('date', CalendarDateParam) date: CalendarDate): Answer {
    return done(`${date} deleted`);
  }

  @Post('preview')
  @ChangesNothing()
  preview(@Body() body: NoteBody): Answer {
    return answer({ amount: body.amount });
  }

  @Post('forgotten')
  forgotten(): Answer {
    return answer({ changed: true });
  }
}

@Controller('sample')
class UserController {
  @Get()
  read(@From() origin: Origin): Answer {
    return answer(origin);
  }

  @Post()
  write(@Body() body: NoteBody): Answer {
    return answer({ amount: body.amount });
  }
}

/** The whole API with a feature that exists to be tested through. */
@Module({
  imports: [ApiModule, AuditModule, IdempotencyModule],
  controllers: [SampleController, UserController],
  providers: [Changes, Notes],
})
export class SampleApi {}
