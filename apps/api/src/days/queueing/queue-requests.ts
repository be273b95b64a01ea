import { Injectable } from '@nestjs/common';
import type { CalendarDate } from '#lib/calendar';
import {
  ChangeSlots,
  PlatformDay,
  PreviewChangedError,
  PreviewDay,
  QueueChangedError,
  QueueDay,
  type DayRequest,
  type DayView,
  type PreviewView,
} from '#lib/declarations';
import type { Types } from 'mongoose';
import { Changes, type Asking } from '../../changes/changes.js';
import { PayoutGate } from '../../changes/payout-gate.js';
import type { ProposedDto } from '../../changes/proposed.dto.js';
import { answer, type Answer } from '../../http/answers/answer.js';
import type { DayDto, QueuedDayDto } from '../watching/day.dto.js';
import type { PreviewDto } from './preview.dto.js';
import { toDayRequest, toQueuedDay, type PreviewBody, type QueueBody } from './queue.dto.js';
import { toSlotPatch, type SlotPatchBody } from './slot-patch.dto.js';

export const QUEUED = 'Distribution queued successfully';
export const CHANGED = 'Slot updated successfully';
export const CANCELLED = 'Slot cancelled successfully';
export const ALL_CANCELLED = 'Queue cancelled successfully';

/** Who asks for a change of a queue, and of which day; left out: today. */
interface AskingOfDay extends Asking {
  readonly date?: CalendarDate;
}

/** The requests that pay, as they are kept while they wait for a second admin: with their date, whenever that is. */
type QueueRequest = Readonly<Record<string, unknown>> & { readonly date: CalendarDate; readonly body: QueueBody };
type SlotRequest = Readonly<Record<string, unknown>> & {
  readonly date: CalendarDate;
  readonly slotNumber: number;
  readonly body: SlotPatchBody;
};

/** What the queue of today and those of later days are asked, and what they answer. */
@Injectable()
export class QueueRequests {
  private readonly queueing: (request: QueueRequest, asking: Asking) => Promise<Answer<QueuedDayDto | ProposedDto>>;
  private readonly changing: (request: SlotRequest, asking: Asking) => Promise<Answer<DayDto | ProposedDto>>;

  constructor(
    private readonly queueDay: QueueDay,
    private readonly changeSlots: ChangeSlots,
    private readonly previewDay: PreviewDay,
    private readonly changes: Changes,
    private readonly day: PlatformDay,
    gate: PayoutGate,
  ) {
    this.queueing = gate.register({ action: 'day.queue', verb: 'Queue', pay: this.queueDate.bind(this) });
    this.changing = gate.register({ action: 'slot.change', verb: 'Change', pay: this.changeSlot.bind(this) });
  }

  queue(body: QueueBody, { date, ...asking }: AskingOfDay): Promise<Answer<QueuedDayDto | ProposedDto>> {
    return this.queueing({ date: date ?? this.day.today(), body }, asking);
  }

  private async queueDate({ date, body }: QueueRequest, asking: Asking): Promise<Answer<QueuedDayDto>> {
    const request = toDayRequest(body);
    const shown = body.manifest === undefined ? undefined : await this.shown(request, body.manifest, date);
    const toData = (day: DayView): QueuedDayDto => toQueuedDay(day, asking.notice ?? {});
    const change = this.changes.asked({ ...asking, message: QUEUED, toData });
    try {
      const day = await this.queueDay.queue(request, change, date, shown?.distributionSlots);
      return answer(toData(day), { message: QUEUED });
    } catch (error) {
      if (!(error instanceof QueueChangedError)) throw error;
      throw new PreviewChangedError(await this.previewDay.preview(request, undefined, date));
    }
  }

  /** @returns what the manifest stands for @throws PreviewChangedError if it stands for that no more */
  private async shown(request: DayRequest, manifest: string, date?: CalendarDate): Promise<PreviewView> {
    const preview = await this.previewDay.preview(request, undefined, date);
    if (preview.manifest !== manifest) throw new PreviewChangedError(preview);
    return preview;
  }

  /** @param gone aborted when nobody waits for it any more */
  async preview(
    body: PreviewBody,
    gone: AbortSignal,
    asker: Types.ObjectId,
    date?: CalendarDate,
  ): Promise<Answer<PreviewDto>> {
    return answer(await this.previewDay.preview(toDayRequest(body), gone, date, asker));
  }

  change(
    slotNumber: number,
    body: SlotPatchBody,
    { date, ...asking }: AskingOfDay,
  ): Promise<Answer<DayDto | ProposedDto>> {
    return this.changing({ date: date ?? this.day.today(), slotNumber, body }, asking);
  }

  private async changeSlot({ date, slotNumber, body }: SlotRequest, asking: Asking): Promise<Answer<DayDto>> {
    const toData = (view: DayView): DayDto => ({ ...view, ...asking.notice });
    const change = this.changes.asked({ ...asking, message: CHANGED, toData });
    const view = await this.changeSlots.change(slotNumber, toSlotPatch(body), change, date);
    return answer(toData(view), { message: CHANGED });
  }

  /** @param slotNumber null for all */
  async cancel(slotNumber: number | null, { date, ...asking }: AskingOfDay): Promise<Answer<DayDto>> {
    const message = slotNumber === null ? ALL_CANCELLED : CANCELLED;
    const change = this.changes.asked({ ...asking, message });
    return answer(await this.changeSlots.cancel(slotNumber, change, date), { message });
  }
}
