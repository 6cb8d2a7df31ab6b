const CLOCK = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const SHORT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const WITH_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const DAY_MS = 86_400_000;

/** The local calendar day as a number: equal for times on the same day, 1 apart for neighbours. */
export function dayOf(time: Date): number {
  return Math.floor((time.getTime() - time.getTimezoneOffset() * 60_000) / DAY_MS);
}

export const clock = (iso: string): string => CLOCK.format(new Date(iso));
export const fullTime = (iso: string): string => FULL.format(new Date(iso));

/** For the list of rooms: the time today, then "Yesterday", the weekday, the date. */
export function shortTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayOf(now) - dayOf(time);
  if (days <= 0) return CLOCK.format(time);
  if (days === 1) return 'Yesterday';
  return days < 7 ? WEEKDAY.format(time) : SHORT.format(time);
}

/** For the line between two days. */
export function dayName(iso: string, now: Date): string {
  const time = new Date(iso);
  const days = dayOf(now) - dayOf(time);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return time.getFullYear() === now.getFullYear() ? LONG.format(time) : WITH_YEAR.format(time);
}
