const TIME_OF_DAY_FORMAT = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY_FORMAT = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const SHORT_DATE_FORMAT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const LONG_DATE_FORMAT = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const DATE_WITH_YEAR_FORMAT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const FULL_DATE_TIME_FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const DAY_MS = 86_400_000;

/** Returns a number for a local calendar day. Consecutive days have consecutive numbers. */
export function dayNumberOf(time: Date): number {
  return Math.floor((time.getTime() - time.getTimezoneOffset() * 60_000) / DAY_MS);
}

/** Returns the time of day, for example "9:05 AM". */
export const timeOfDay = (iso: string): string => TIME_OF_DAY_FORMAT.format(new Date(iso));
/** Returns the full date and time for a tooltip. */
export const fullDateTime = (iso: string): string => FULL_DATE_TIME_FORMAT.format(new Date(iso));

/**
 * Returns the time text for the room list: the time of day for today, "Yesterday", the weekday for a day in the last
 * week, or the date.
 */
export function shortTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayNumberOf(now) - dayNumberOf(time);
  if (days <= 0) return TIME_OF_DAY_FORMAT.format(time);
  if (days === 1) return 'Yesterday';
  return days < 7 ? WEEKDAY_FORMAT.format(time) : SHORT_DATE_FORMAT.format(time);
}

/** Returns the text of a day separator in the timeline: "Today", "Yesterday", or the date. */
export function dayName(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayNumberOf(now) - dayNumberOf(time);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return time.getFullYear() === now.getFullYear()
    ? LONG_DATE_FORMAT.format(time)
    : DATE_WITH_YEAR_FORMAT.format(time);
}
