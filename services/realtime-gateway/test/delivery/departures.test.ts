import t from 'tap';
import { Departures } from '../../src/delivery/departures.ts';

t.test('a socket that left is known to have received the events up to then, for a minute', async (t) => {
  const departures = new Departures();
  departures.note('r', 'twice', 4, 0);
  departures.note('r', 'once', 5, 1_000);
  departures.note('r', 'twice', 7, 60_000);
  t.same(departures.received('r', 5), ['once', 'twice']);
  t.same(departures.received('r', 6), ['twice']);
  departures.note('r', 'last', 8, 61_500);
  t.same(departures.received('r', 5), ['twice', 'last'], 'leaving again renews the entry');
});
