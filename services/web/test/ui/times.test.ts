import t from 'tap';
import { dayName, dayNumberOf, fullDateTime, shortTime, timeOfDay } from '../../src/ui/times.ts';

const now = new Date(2026, 2, 20, 12);
const daysAgo = (days: number) => new Date(2026, 2, 20 - days, 9, 5).toISOString();

t.test('the room list shows a time, a weekday, or a date, depending on the message’s age', async (t) => {
  t.equal(shortTime(daysAgo(0), now), timeOfDay(daysAgo(0)));
  t.equal(shortTime(daysAgo(1), now), 'Yesterday');
  t.match(shortTime(daysAgo(3), now), /day$/);
  t.match(shortTime(daysAgo(8), now), /^(Mar 12|12 Mar)$/);
  t.match(shortTime(daysAgo(400), now), /2025$/);
});

t.test('a day separator names the day, and adds the year if it is not the current year', async (t) => {
  t.equal(dayName(daysAgo(0), now), 'Today');
  t.equal(dayName(daysAgo(1), now), 'Yesterday');
  t.match(dayName(daysAgo(8), now), /March/);
  t.match(dayName(daysAgo(400), now), /2025/);
});

t.test('a message with a time in the future counts as today', async (t) => {
  t.equal(dayName(daysAgo(-1), now), 'Today');
  t.equal(shortTime(daysAgo(-1), now), timeOfDay(daysAgo(-1)));
});

t.test('consecutive days in local time have consecutive numbers', async (t) => {
  t.equal(dayNumberOf(new Date(2026, 2, 20, 23, 59)), dayNumberOf(new Date(2026, 2, 20, 0, 1)));
  t.equal(dayNumberOf(new Date(2026, 2, 21, 0, 1)) - dayNumberOf(new Date(2026, 2, 20, 23, 59)), 1);
  t.match(fullDateTime(daysAgo(0)), /2026/);
});
