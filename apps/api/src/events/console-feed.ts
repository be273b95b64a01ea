import { Injectable, type MessageEvent } from '@nestjs/common';
import { filter, map, merge, type Observable } from 'rxjs';
import { AlertStore } from '#lib/alerts';
import { Proposals } from '#lib/declarations';
import { DatabaseClock } from '#lib/workers';
import { DayFeed } from '../days/watching/day-feed.js';
import { SharedLooks, type SeenState } from '../streams/shared-looks.js';
import { CronStatus } from '../cron/cron-status.js';

const LOOK_EVERY_MS = 2_000;

/** In the order in which an id names them. */
const TOPICS = ['day', 'health', 'alerts'] as const;
type Topic = (typeof TOPICS)[number];

/** `<day>.<health>.<alerts>`: the tag of what was sent last of each; `-` for nothing. */
export const EVENT_ID = /^(?:[0-9a-f]{12}|-)(?:\.(?:[0-9a-f]{12}|-)){2}$/;

/** What one console is sent. */
export interface Followed {
  readonly events: Observable<MessageEvent>;
  /** @returns an event that says that the stream lives, and how late it is */
  readonly ping: () => MessageEvent;
}

/** What a console shows on every page, as it changes (docs/specification.md 3.4). */
@Injectable()
export class ConsoleFeed {
  constructor(
    private readonly day: DayFeed,
    private readonly looks: SharedLooks,
    private readonly cron: CronStatus,
    private readonly alerts: AlertStore,
    private readonly proposals: Proposals,
    private readonly clock: DatabaseClock,
  ) {}

  /**
   * Today's status, health and the counts of open alerts and waiting proposals, at once and at every change.
   * @param lastId of the last event that the console has: what is still the same is not sent again, by whichever
   *   process; one that is none counts as nothing
   */
  follow(lastId: string): Followed {
    const sent = tagsOf(lastId);
    const id = (): string => TOPICS.map((topic) => sent.get(topic) ?? '-').join('.');
    const events = merge(...TOPICS.map((topic) => this.states(topic).pipe(map((state) => ({ topic, ...state }))))).pipe(
      filter(({ topic, tag }) => sent.get(topic) !== tag),
      map(({ topic, tag, json }): MessageEvent => {
        sent.set(topic, tag);
        return { type: topic, id: id(), data: json };
      }),
    );
    return { events, ping: () => ({ type: 'ping', id: id(), data: { at: this.clock.now() } }) };
  }

  private states(topic: Topic): Observable<SeenState> {
    switch (topic) {
      case 'day':
        return this.day.states(null);
      case 'health':
        return this.looks.watch({ key: topic, everyMs: LOOK_EVERY_MS, look: () => this.health() });
      case 'alerts':
        return this.looks.watch({ key: topic, everyMs: LOOK_EVERY_MS, look: () => this.openAlerts() });
    }
  }

  private async health(): Promise<string> {
    const { problems, switchedOffBy, paused, workers, overdueSlots } = await this.cron.read();
    return JSON.stringify({
      ...{ healthy: problems.length === 0, problems, enabled: switchedOffBy.length === 0, paused },
      ...{ workers: workers.length, overdueSlots: overdueSlots.length },
    });
  }

  private async openAlerts(): Promise<string> {
    const [{ byRule, bySeverity }, waitingProposals] = await Promise.all([
      this.alerts.countOpen(),
      this.proposals.countWaiting(),
    ]);
    return JSON.stringify({ open: byRule, openBySeverity: bySeverity, waitingProposals });
  }
}

function tagsOf(id: string): Map<Topic, string> {
  if (!EVENT_ID.test(id)) return new Map();
  const tags = id.split('.');
  return new Map(TOPICS.map((topic, index) => [topic, tags[index] ?? '-']));
}
