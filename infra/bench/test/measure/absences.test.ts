import t from 'tap';
import {
  findFlickers,
  findShortestInterval,
  getShortestVisibleMs,
  intersectAbsences,
} from '../../src/measure/absences.ts';

const SHORTEST_VISIBLE_MS = 6_000;
const createUpdate = (userId: string, at: number, isOnline = false) => ({
  userId,
  isOnline,
  status: isOnline ? 'online' : 'offline',
  roomIds: [],
  at,
});

t.test(
  'an `offline` is a flicker if the user was connected or came back before it may become visible',
  async (t) => {
    const absences = new Map([
      ['short', [{ from: 1_000, to: 3_000 }]],
      ['just too short', [{ from: 1_000, to: 6_900 }]],
      ['long', [{ from: 1_000, to: 9_000 }]],
      ['gone', [{ from: 1_000, to: undefined }]],
    ]);
    const listFlickers = (userId: string, at: number, isOnline = false) =>
      findFlickers([createUpdate(userId, at, isOnline)], absences, SHORTEST_VISIBLE_MS);
    t.same(listFlickers('long', 6_500), []);
    t.same(listFlickers('gone', 60_000), []);
    t.same(listFlickers('short', 6_500, true), [], 'an `online` never is');
    t.match(listFlickers('short', 3_500), [/came back after 2000 ms/]);
    t.match(listFlickers('just too short', 6_500), [/came back after 5900 ms/]);
    t.match(listFlickers('short', 6_500), [/was connected/]);
    t.match(listFlickers('long', 500), [/was connected/], 'before the absence');
    t.match(listFlickers('always connected', 500), [/was connected/]);
  },
);

t.test('an absence of almost the grace period may become visible', async (t) => {
  t.equal(getShortestVisibleMs(5_000), 3_500);
});

t.test('a user with several tabs is absent only while none of them is connected', async (t) => {
  t.same(
    intersectAbsences([
      [
        { from: 0, to: 10 },
        { from: 20, to: undefined },
      ],
      [{ from: 5, to: 30 }],
    ]),
    [
      { from: 5, to: 10 },
      { from: 20, to: 30 },
    ],
  );
  t.same(intersectAbsences([[{ from: 0, to: undefined }], []]), [], 'a tab that was always connected');
});

t.test('the shortest interval is between two updates about the same user', async (t) => {
  t.equal(findShortestInterval([createUpdate('a', 0), createUpdate('b', 1)]), Number.POSITIVE_INFINITY);
  t.equal(findShortestInterval([createUpdate('a', 0), createUpdate('b', 1), createUpdate('a', 7)]), 7);
});
