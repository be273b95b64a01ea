import type { SlotPatch } from '#lib/declarations';
import { OptionalMoney, OptionalRosPercentage } from '../../http/document/documented.js';
import { readAmounts } from '../../http/requests/read-amounts.js';
import { AdminMutationBody } from '../../http/requests/admin-mutation-body.js';
import { OptionalTime } from '../../http/requests/optional-time.js';

/** At least one of them. */
export class SlotPatchBody extends AdminMutationBody {
  @OptionalTime('16:00:00', 'it stays')
  scheduledFor?: string;

  @OptionalRosPercentage(0.4, "The slot's part of the day's ROS")
  rosPercentage?: number | string;

  @OptionalMoney(500, "The slot's part of the premium pool")
  premiumPoolAmount?: number | string;

  @OptionalMoney(1000, "The slot's part of the performance pool")
  performancePoolAmount?: number | string;
}

export function toSlotPatch(body: SlotPatchBody): SlotPatch {
  return { ...readAmounts(body), scheduledFor: body.scheduledFor };
}
