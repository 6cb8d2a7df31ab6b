import type { RoomEvent } from '@kcs/contracts';
import t from 'tap';
import { initialState } from '../src/state/chat-state.ts';
import { reduce } from '../src/state/reduce.ts';
import { ME, PEOPLE, play, ROOM } from './room-log.ts';

const me = { id: ME, name: 'Me', email: null, user_type: 'Teacher' } as const;
const room = play([{ what: 'send', who: 1, target: 0 }]);
const start = () => {
  const state = reduce(initialState(me), { type: 'room-arrived', room: room.summaryAt[1] as never });
  return reduce(state, { type: 'timeline-opened', roomId: ROOM });
};
const membersChanged = (removed: string[]): RoomEvent => ({
  room_id: ROOM,
  seq: 2,
  kind: 'members-changed',
  created_at: new Date(0).toISOString(),
  data: {
    roomId: ROOM,
    added: [],
    removed,
    changed: [],
    by: { userId: PEOPLE[1], name: 'B' },
    roomName: 'Room',
    roomType: 'group',
    timestamp: new Date(0).toISOString(),
  },
});

t.test(
  'my own removal takes the room and all that belongs to it away, and repeats do not bring it back',
  async (t) => {
    const event = membersChanged([ME]);
    const state = reduce(start(), { type: 'event', event });
    t.strictSame([state.rooms, state.timelines, state.rosters], [{}, {}, {}]);
    t.equal(reduce(state, { type: 'event', event }), state);
  },
);

t.test("another's removal takes them off the list, which is then asked for again", async (t) => {
  const member = (user_id: string) => ({
    user_id,
    name: user_id,
    user_type: 'Student' as const,
    role: 'member' as const,
    last_seen_seq: 0,
    joined_at: new Date(0).toISOString(),
  });
  let state = reduce(start(), {
    type: 'members-arrived',
    roomId: ROOM,
    members: PEOPLE.map(member),
    complete: true,
  });
  state = reduce(state, { type: 'event', event: membersChanged([PEOPLE[2]]) });
  t.strictSame(
    state.rosters[ROOM]?.members.map((one) => one.user_id),
    [ME, PEOPLE[1]],
  );
  t.equal(state.rosters[ROOM]?.stale, true);
  t.equal(state.rooms[ROOM]?.summary.member_count, 2);
});

t.test(
  'a list of rooms without a room that was known before takes it away, but not one that came up meanwhile',
  async (t) => {
    const state = start();
    const other = { ...(room.summaryAt[1] as object), id: 'room_new' } as never;
    const grown = reduce(state, { type: 'room-arrived', room: other });
    const after = reduce(grown, { type: 'rooms-arrived', rooms: [], knownBefore: [ROOM] });
    t.strictSame(Object.keys(after.rooms), ['room_new']);
    t.equal(after.roomsLoaded, true);
  },
);
