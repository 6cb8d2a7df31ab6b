import t from 'tap';
import { RoomDepartures } from '../../src/delivery/departures.ts';

t.test(
  'for a minute after leaving a room, a socket counts as having received the room’s earlier events',
  async (t) => {
    const roomDepartures = new RoomDepartures();
    roomDepartures.record('r', 'twice', 4, 0);
    roomDepartures.record('r', 'once', 5, 1_000);
    roomDepartures.record('r', 'twice', 7, 60_000);
    t.same(roomDepartures.received('r', 5), ['once', 'twice']);
    t.same(roomDepartures.received('r', 6), ['twice']);
    roomDepartures.record('r', 'last', 8, 61_500);
    t.same(roomDepartures.received('r', 5), ['twice', 'last'], 'leaving again renews the entry');
  },
);
