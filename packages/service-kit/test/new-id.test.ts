import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { newId } from '../src/index.ts';

t.test(
  'new ids begin with their kind, are unique, and sort in the order of their creation (REST-9)',
  async (t) => {
    const earlierId = newId('room');
    await setTimeout(2);
    const laterId = newId('room');
    t.match(earlierId, /^room_[0-9a-z]{26}$/);
    t.ok(earlierId < laterId);
    t.equal(new Set(Array.from({ length: 10_000 }, () => newId('msg'))).size, 10_000);
  },
);
