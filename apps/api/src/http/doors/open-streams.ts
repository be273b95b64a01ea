import { Injectable } from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';
import { AppConfig } from '#lib/config';
import { TooManyRequestsError } from '../answers/errors.js';

/** When somebody who has too many streams may try again. */
const RETRY_SECONDS = 10;

/** Counts the event streams that this process holds open: each costs memory for as long as somebody likes. */
@Injectable()
export class OpenStreams {
  private readonly byUser = new Map<string, number>();
  private open = 0;

  constructor(private readonly config: AppConfig) {}

  /**
   * @param userId who opens it
   * @returns the same stream, counted until it ends or its client goes
   * @throws TooManyRequestsError
   */
  counted<T>(userId: string, stream: Observable<T>): Observable<T> {
    return stream.pipe(finalize(this.enter(userId)));
  }

  /** @returns to be called once, when the stream has ended @throws TooManyRequestsError */
  enter(userId: string): () => void {
    const own = this.byUser.get(userId) ?? 0;
    if (own >= this.config.maxStreamsPerUser || this.open >= this.config.maxStreams) {
      throw new TooManyRequestsError(RETRY_SECONDS);
    }
    this.byUser.set(userId, own + 1);
    this.open += 1;
    return () => this.closed(userId);
  }

  private closed(userId: string): void {
    const left = (this.byUser.get(userId) ?? 1) - 1;
    if (left > 0) this.byUser.set(userId, left);
    else this.byUser.delete(userId);
    this.open -= 1;
  }
}
