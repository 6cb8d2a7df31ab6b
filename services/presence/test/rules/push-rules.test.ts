import t from 'tap';
import {
  MAX_PUBLISH_ATTEMPTS,
  planNextAttempt,
  selectRoomIdsForPresence,
} from '../../src/rules/push-rules.ts';

t.test(
  'only rooms with at most the maximum number of members receive presence updates (PRES-5)',
  async (t) => {
    const rooms = [
      { roomId: 'small', memberCount: 500 },
      { roomId: 'large', memberCount: 501 },
    ];
    t.same(selectRoomIdsForPresence(rooms, 500), ['small']);
  },
);

t.test(
  'while a user’s rooms are unknown, publishing a change is retried, and the last attempt publishes it without rooms',
  async (t) => {
    const plannedAttempts = Array.from({ length: MAX_PUBLISH_ATTEMPTS }, (_, failed) =>
      planNextAttempt(failed),
    );
    t.same(plannedAttempts, [
      ...[500, 1000, 2000, 4000, 8000].map((afterMs) => ({ afterMs })),
      'publish-without-rooms',
    ]);
  },
);
