/** Returns a time for a table, in the time zone of the browser: `2026-01-31 08:05`. Returns a dash for null. */
export function formatTableTime(iso: string | null): string {
  if (iso === null) return '–';
  const time = new Date(iso);
  const localTime = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return localTime.toISOString().slice(0, 16).replace('T', ' ');
}
