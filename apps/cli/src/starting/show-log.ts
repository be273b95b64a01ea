import type { LogLine } from '../product/product-process.js';
import { slotEvent } from './slot-event.js';

/** Shows what a person at a terminal should know; everything else is in the log of a real deployment. */
export function showLog(app: string): (line: LogLine) => void {
  return (line) => {
    const event = slotEvent(line);
    if (event !== null) console.log(event);
    else if (['warn', 'error', 'fatal'].includes(line.level ?? '')) {
      console.error(`${app}: ${line.msg ?? JSON.stringify(line)}`);
    }
  };
}
