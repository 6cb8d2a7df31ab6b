import t from 'tap';
import { Departures } from '../../src/delivery/departures.ts';

t.test(
  'for a minute after leaving a room, a socket counts as having received the room’s earlier events',
  async (t) => {
    const departures = new Departures();
    departures.record('r', 'twice', 4, 0);
    departures.record('r', 'once', 5, 1_000);
    departures.record('r', 'twice', 7, 60_000);
    t.same(departures.received('r', 5), ['once', 'twice']);
    t.same(departures.received('r', 6), ['twice']);
    departures.record('r', 'last', 8, 61_500);
    t.same(departures.received('r', 5), ['twice', 'last'], 'leaving again renews the entry');
  },
);
