import t from 'tap';
import {
  formatDayName,
  formatFullDateTime,
  formatShortTime,
  formatTimeOfDay,
  getDayNumber,
} from '../../src/ui/times.ts';

const now = new Date(2026, 2, 20, 12);
const daysAgo = (days: number) => new Date(2026, 2, 20 - days, 9, 5).toISOString();

t.test('the room list shows a time, a weekday, or a date, depending on the message’s age', async (t) => {
  t.equal(formatShortTime(daysAgo(0), now), formatTimeOfDay(daysAgo(0)));
  t.equal(formatShortTime(daysAgo(1), now), 'Yesterday');
  t.match(formatShortTime(daysAgo(3), now), /day$/);
  t.match(formatShortTime(daysAgo(8), now), /^(Mar 12|12 Mar)$/);
  t.match(formatShortTime(daysAgo(400), now), /2025$/);
});

t.test('a day separator names the day, and adds the year if it is not the current year', async (t) => {
  t.equal(formatDayName(daysAgo(0), now), 'Today');
  t.equal(formatDayName(daysAgo(1), now), 'Yesterday');
  t.match(formatDayName(daysAgo(8), now), /March/);
  t.match(formatDayName(daysAgo(400), now), /2025/);
});

t.test('a message whose time is in the future counts as a message from today', async (t) => {
  t.equal(formatDayName(daysAgo(-1), now), 'Today');
  t.equal(formatShortTime(daysAgo(-1), now), formatTimeOfDay(daysAgo(-1)));
});

t.test('consecutive days in the local time zone have consecutive numbers', async (t) => {
  t.equal(getDayNumber(new Date(2026, 2, 20, 23, 59)), getDayNumber(new Date(2026, 2, 20, 0, 1)));
  t.equal(getDayNumber(new Date(2026, 2, 21, 0, 1)) - getDayNumber(new Date(2026, 2, 20, 23, 59)), 1);
  t.match(formatFullDateTime(daysAgo(0)), /2026/);
});
