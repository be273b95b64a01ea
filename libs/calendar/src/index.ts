export { InvalidDateError, addDays, compareDates, daysBetween, parseCalendarDate } from './calendar-date.js';
export type { CalendarDate } from './calendar-date.js';
export { InvalidTimeZoneError, isTimeZone } from './time-zone.js';
export { dateInZone, dayBounds, isOnDate } from './day-in-zone.js';
export type { DayBounds } from './day-in-zone.js';
export { InvalidTimeError, instantAtOrAfter } from './instant-at.js';
export { durationWords } from './duration-words.js';
export { parseScheduledFor } from './scheduled-for.js';
export { firstZoneDifference, readZoneFile, type ZoneDifference } from './zone-file.js';
