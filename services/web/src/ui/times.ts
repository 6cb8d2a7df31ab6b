const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const WITH_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const DAY_MS = 86_400_000;

/** Returns a number for a local calendar day. Consecutive days have consecutive numbers. */
export function dayOf(time: Date): number {
  return Math.floor((time.getTime() - time.getTimezoneOffset() * 60_000) / DAY_MS);
}

/** Returns the time of day, for example "9:05 AM". */
export const clock = (iso: string): string => CLOCK.format(new Date(iso));
/** Returns the full date and time for a tooltip. */
export const fullTime = (iso: string): string => FULL.format(new Date(iso));

/**
 * Returns the time text for the room list: the time of day for today, "Yesterday", the weekday for a day in the last
 * week, or the date.
 */
export function shortTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayOf(now) - dayOf(time);
  if (days <= 0) return CLOCK.format(time);
  if (days === 1) return 'Yesterday';
  return days < 7 ? WEEKDAY.format(time) : SHORT.format(time);
}

/** Returns the text of a day separator in the timeline: "Today", "Yesterday", or the date. */
export function dayName(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayOf(now) - dayOf(time);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return time.getFullYear() === now.getFullYear() ? LONG.format(time) : WITH_YEAR.format(time);
}
