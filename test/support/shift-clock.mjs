/**
 * Loaded before a process of the product by the fault tests: its own clock is CLOCK_SHIFT_MS ahead (negative: behind).
 * With CLOCK_SHIFT_AFTER_MS it jumps only so many milliseconds after the start. Timers and `performance.now()` are left
 * alone, as a machine's are when somebody sets its clock.
 */
import { performance } from 'node:perf_hooks';

const shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0);
const afterMs = Number(process.env.CLOCK_SHIFT_AFTER_MS ?? 0);
const RealDate = Date;
const now = () => RealDate.now() + (performance.now() >= afterMs ? shiftMs : 0);

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }

  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
};
