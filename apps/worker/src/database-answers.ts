import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AppLogger } from '#lib/observability';
import { within } from '#lib/queues';

/** Whoever asks how this worker is waits no longer. */
const ANSWERS_WITHIN_MS = 3_000;
const ASK_EVERY_MS = 250;
/** Without an answer for so long, work that is to end is not waited for. */
const WAITED_FOR_MS = 5_000;

/** Whether MongoDB answers now: calls of a worker wait for it much longer than somebody who asks, or ends it, can. */
@Injectable()
export class DatabaseAnswers {
  constructor(
    @Inject(getConnectionToken()) private readonly connection: Connection,
    private readonly log: AppLogger,
  ) {}

  /** @returns what `ask` returns @throws TimeLimitError, or what `ask` throws */
  async soon<T>(ask: () => Promise<T>): Promise<T> {
    return within(ANSWERS_WITHIN_MS, 'an answer of MongoDB', ask());
  }

  /**
   * Waits for work that ends soon if MongoDB answers, and gives it up if MongoDB does not: nothing gets on then, and
   * what is half done is rolled back by the server, as if this process had died.
   */
  async whileItAnswers(work: Promise<void>): Promise<void> {
    const ended = new AbortController();
    try {
      await Promise.race([work, this.untilAway(ended.signal)]);
    } finally {
      ended.abort();
    }
  }

  /** Also returns when whoever waited has stopped. */
  private async untilAway(ended: AbortSignal): Promise<void> {
    let answeredAt = performance.now();
    while (performance.now() - answeredAt < WAITED_FOR_MS) {
      await pause(ASK_EVERY_MS);
      if (ended.aborted) return;
      const ping = this.soon(async () => this.connection.db?.command({ ping: 1 }));
      const answered = await ping.then(
        () => true,
        () => false,
      );
      if (ended.aborted) return;
      if (answered) answeredAt = performance.now();
    }
    this.log.write('warn', 'MongoDB does not answer: what waits for it is left to other workers');
  }
}
