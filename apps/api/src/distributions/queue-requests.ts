import { Injectable } from '@nestjs/common';
import type { Origin } from '#lib/audit';
import type { CalendarDate } from '#lib/calendar';
import {
  ChangeSlots,
  PreviewChangedError,
  PreviewDay,
  QueueChangedError,
  QueueDay,
  type DayRequest,
  type DayView,
  type PreviewView,
} from '#lib/declarations';
import type { IdempotencyScope } from '#lib/idempotency';
import { Changes } from '../declarations/changes.js';
import { answer, type Answer } from '../http/answer.js';
import type { DayDto, QueuedDayDto } from './day.dto.js';
import { ExecutionNotices } from './execution-notice.js';
import type { PreviewDto } from './preview.dto.js';
import { toDayRequest, toQueuedDay, type PreviewBody, type QueueBody } from './queue.dto.js';
import { toSlotPatch, type SlotPatchBody } from './slot-patch.dto.js';

export const QUEUED = 'Distribution queued successfully';
export const CHANGED = 'Slot updated successfully';
export const CANCELLED = 'Slot cancelled successfully';
export const ALL_CANCELLED = 'Queue cancelled successfully';

/** Who asks for a change of a queue, and of which day; left out: today. */
export interface Asking {
  readonly origin: Origin;
  readonly scope: IdempotencyScope | undefined;
  readonly date?: CalendarDate;
}

/** What the queue of today and those of later days are asked, and what they answer. */
@Injectable()
export class QueueRequests {
  constructor(
    private readonly queueDay: QueueDay,
    private readonly changeSlots: ChangeSlots,
    private readonly previewDay: PreviewDay,
    private readonly notices: ExecutionNotices,
    private readonly changes: Changes,
  ) {}

  async queue(body: QueueBody, { date, ...asking }: Asking): Promise<Answer<QueuedDayDto>> {
    const request = toDayRequest(body);
    const shown = body.manifest === undefined ? undefined : await this.shown(request, body.manifest, date);
    const notice = await this.notices.read();
    const toData = (day: DayView): QueuedDayDto => toQueuedDay(day, notice);
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
  async preview(body: PreviewBody, gone: AbortSignal, date?: CalendarDate): Promise<Answer<PreviewDto>> {
    return answer(await this.previewDay.preview(toDayRequest(body), gone, date));
  }

  async change(slotNumber: number, body: SlotPatchBody, { date, ...asking }: Asking): Promise<Answer<DayDto>> {
    const change = this.changes.asked({ ...asking, message: CHANGED });
    const view = await this.changeSlots.change(slotNumber, toSlotPatch(body), change, date);
    return answer(view, { message: CHANGED });
  }

  /** @param slotNumber null for all */
  async cancel(slotNumber: number | null, { date, ...asking }: Asking): Promise<Answer<DayDto>> {
    const message = slotNumber === null ? ALL_CANCELLED : CANCELLED;
    const change = this.changes.asked({ ...asking, message });
    return answer(await this.changeSlots.cancel(slotNumber, change, date), { message });
  }
}
