const browserTimeFormatOptions = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
/**
 * The locale of all dates and times. The page is in English, so the names of weekdays and months are English too. If
 * the browser's language is a variety of English, such as British English, the order of day and month follows that
 * variety.
 */
const DATE_TIME_LOCALE = /^en\b/.test(browserTimeFormatOptions.locale)
  ? browserTimeFormatOptions.locale
  : 'en';
/** The hour cycle that is customary in the browser's language: `h12` for 2:05 PM, `h23` for 14:05. */
const HOUR_CYCLE = browserTimeFormatOptions.hourCycle ?? 'h12';

const createDateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(DATE_TIME_LOCALE, options);
const TIME_OF_DAY_FORMAT = createDateFormat({ hour: 'numeric', minute: '2-digit', hourCycle: HOUR_CYCLE });
const WEEKDAY_FORMAT = createDateFormat({ weekday: 'long' });
const SHORT_DATE_FORMAT = createDateFormat({ day: 'numeric', month: 'short' });
const SHORT_DATE_WITH_YEAR_FORMAT = createDateFormat({ day: 'numeric', month: 'short', year: 'numeric' });
const LONG_DATE_FORMAT = createDateFormat({ weekday: 'long', day: 'numeric', month: 'long' });
const LONG_DATE_WITH_YEAR_FORMAT = createDateFormat({ day: 'numeric', month: 'long', year: 'numeric' });
const FULL_DATE_TIME_FORMAT = createDateFormat({
  dateStyle: 'full',
  timeStyle: 'short',
  hourCycle: HOUR_CYCLE,
});
const RELATIVE_TIME_FORMAT = new Intl.RelativeTimeFormat(DATE_TIME_LOCALE);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Returns the number of the local day to which a time belongs. Consecutive days have consecutive numbers. */
export function getDayNumber(time: Date): number {
  return Math.floor((time.getTime() - time.getTimezoneOffset() * 60_000) / DAY_MS);
}

/** Returns the time of day, for example "9:05 AM". */
export const formatTimeOfDay = (iso: string): string => TIME_OF_DAY_FORMAT.format(new Date(iso));
/** Returns the full date and time for a tooltip. */
export const formatFullDateTime = (iso: string): string => FULL_DATE_TIME_FORMAT.format(new Date(iso));

/**
 * Returns the text that the room list shows for a time: the time of day if it is today, "Yesterday", the weekday if it
 * is less than a week ago, or otherwise the date. The date includes the year if it is not the current year.
 */
export function formatShortTime(iso: string, now: Date): string {
  const time = new Date(iso);
  const daysAgo = getDayNumber(now) - getDayNumber(time);
  if (daysAgo <= 0) return TIME_OF_DAY_FORMAT.format(time);
  if (daysAgo === 1) return 'Yesterday';
  if (daysAgo < 7) return WEEKDAY_FORMAT.format(time);
  const isThisYear = time.getFullYear() === now.getFullYear();
  return (isThisYear ? SHORT_DATE_FORMAT : SHORT_DATE_WITH_YEAR_FORMAT).format(time);
}

/** Returns the text of a day separator in the timeline: "Today", "Yesterday", or the date. */
export function formatDayName(iso: string, now: Date): string {
  const time = new Date(iso);
  const daysAgo = getDayNumber(now) - getDayNumber(time);
  if (daysAgo <= 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  return time.getFullYear() === now.getFullYear()
    ? LONG_DATE_FORMAT.format(time)
    : LONG_DATE_WITH_YEAR_FORMAT.format(time);
}

/** Returns how long ago a time was, for example "5 minutes ago". Times less than a minute ago are "just now". */
export function formatRelativeTime(iso: string, now: Date): string {
  const elapsedMs = now.getTime() - new Date(iso).getTime();
  if (elapsedMs < MINUTE_MS) return 'just now';
  if (elapsedMs < HOUR_MS) return RELATIVE_TIME_FORMAT.format(-Math.floor(elapsedMs / MINUTE_MS), 'minute');
  if (elapsedMs < DAY_MS) return RELATIVE_TIME_FORMAT.format(-Math.floor(elapsedMs / HOUR_MS), 'hour');
  return RELATIVE_TIME_FORMAT.format(-Math.floor(elapsedMs / DAY_MS), 'day');
}
