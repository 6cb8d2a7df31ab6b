import t from 'tap';
import { dayName, dayNumberOf, fullDateTime, shortTime, timeOfDay } from '../../src/ui/times.ts';

const now = new Date(2026, 2, 20, 12);
const createDaysAgo = (days: number) => new Date(2026, 2, 20 - days, 9, 5).toISOString();

t.test('the room list shows a time, a weekday, or a date, depending on the message’s age', async (t) => {
  t.equal(shortTime(createDaysAgo(0), now), timeOfDay(createDaysAgo(0)));
  t.equal(shortTime(createDaysAgo(1), now), 'Yesterday');
  t.match(shortTime(createDaysAgo(3), now), /day$/);
  t.match(shortTime(createDaysAgo(8), now), /^(Mar 12|12 Mar)$/);
  t.match(shortTime(createDaysAgo(400), now), /2025$/);
});

t.test('a day separator names the day, and adds the year if it is not the current year', async (t) => {
  t.equal(dayName(createDaysAgo(0), now), 'Today');
  t.equal(dayName(createDaysAgo(1), now), 'Yesterday');
  t.match(dayName(createDaysAgo(8), now), /March/);
  t.match(dayName(createDaysAgo(400), now), /2025/);
});

t.test('a message with a time in the future counts as today', async (t) => {
  t.equal(dayName(createDaysAgo(-1), now), 'Today');
  t.equal(shortTime(createDaysAgo(-1), now), timeOfDay(createDaysAgo(-1)));
});

t.test('consecutive days in local time have consecutive numbers', async (t) => {
  t.equal(dayNumberOf(new Date(2026, 2, 20, 23, 59)), dayNumberOf(new Date(2026, 2, 20, 0, 1)));
  t.equal(dayNumberOf(new Date(2026, 2, 21, 0, 1)) - dayNumberOf(new Date(2026, 2, 20, 23, 59)), 1);
  t.match(fullDateTime(createDaysAgo(0)), /2026/);
});
