import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { newId } from '../src/index.ts';

t.test('ids have their prefix, are unique, and sort by time (REST-9)', async (t) => {
  const early = newId('room');
  await setTimeout(2);
  const later = newId('room');
  t.match(early, /^room_[0-9a-z]{26}$/);
  t.ok(early < later);
  t.equal(new Set(Array.from({ length: 10_000 }, () => newId('msg'))).size, 10_000);
});
