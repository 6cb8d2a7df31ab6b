import t from 'tap';
import {
  formatDayName,
  formatFullDateTime,
  formatShortTime,
  formatTimeOfDay,
  getDayNumber,
} from '../../src/ui/times.ts';

const now = new Date(2026, 2, 20, 12);
const createTimeDaysAgo = (days: number) => new Date(2026, 2, 20 - days, 9, 5).toISOString();

t.test('the room list shows a time, a weekday, or a date, depending on the message’s age', async (t) => {
  t.equal(formatShortTime(createTimeDaysAgo(0), now), formatTimeOfDay(createTimeDaysAgo(0)));
  t.equal(formatShortTime(createTimeDaysAgo(1), now), 'Yesterday');
  t.match(formatShortTime(createTimeDaysAgo(3), now), /day$/);
  t.match(formatShortTime(createTimeDaysAgo(8), now), /^(Mar 12|12 Mar)$/);
  t.match(formatShortTime(createTimeDaysAgo(400), now), /2025$/);
});

t.test('a day separator names the day, and adds the year if it is not the current year', async (t) => {
  t.equal(formatDayName(createTimeDaysAgo(0), now), 'Today');
  t.equal(formatDayName(createTimeDaysAgo(1), now), 'Yesterday');
  t.match(formatDayName(createTimeDaysAgo(8), now), /March/);
  t.match(formatDayName(createTimeDaysAgo(400), now), /2025/);
});

t.test('a message whose time is in the future counts as a message from today', async (t) => {
  t.equal(formatDayName(createTimeDaysAgo(-1), now), 'Today');
  t.equal(formatShortTime(createTimeDaysAgo(-1), now), formatTimeOfDay(createTimeDaysAgo(-1)));
});

t.test('consecutive days in the local time zone have consecutive numbers', async (t) => {
  t.equal(getDayNumber(new Date(2026, 2, 20, 23, 59)), getDayNumber(new Date(2026, 2, 20, 0, 1)));
  t.equal(getDayNumber(new Date(2026, 2, 21, 0, 1)) - getDayNumber(new Date(2026, 2, 20, 23, 59)), 1);
  t.match(formatFullDateTime(createTimeDaysAgo(0)), /2026/);
});
