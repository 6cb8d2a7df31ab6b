import t from 'tap';
import { findEventsAfterRemoval, findStartOfMemberships } from '../../src/judge/memberships.ts';
import type { LogEntry } from '../../src/judge/room-log.ts';

const createLogEntry = (seq: number, changed: Partial<LogEntry> = {}): LogEntry => ({
  ...{ seq, messageId: null, clientMsgId: null },
  ...changed,
});
const roomLog = {
  ...{ roomId: 'R', after: 1, head: 9 },
  events: [
    createLogEntry(2),
    createLogEntry(3, { added: ['ada'] }),
    createLogEntry(4),
    createLogEntry(5, { removed: ['ada'] }),
    createLogEntry(6, { added: ['bob'] }),
    createLogEntry(7),
    createLogEntry(8, { added: ['ada'] }),
    createLogEntry(9),
  ],
};
const findEventsAfterRemovalOfUser = (userId: string, seqs: readonly number[]) =>
  findEventsAfterRemoval(
    seqs.map((seq) => ({ userId, roomId: 'R', seq })),
    [roomLog],
  );

t.test(
  'a guest may receive the events of its addition and its removal, and every event between the two',
  async (t) => {
    t.same(findEventsAfterRemovalOfUser('ada', [3, 4, 5, 8, 9]), []);
    t.same(findEventsAfterRemovalOfUser('bob', [6, 7, 8, 9]), []);
  },
);

t.test(
  "an event that a guest received is reported if its seq is after the guest's removal or before the first addition",
  async (t) => {
    t.same(findEventsAfterRemovalOfUser('ada', [2, 6, 7]), [
      'ada received event 2 of R, but was never a member before.',
      'ada received event 6 of R, but was removed at seq 5.',
      'ada received event 7 of R, but was removed at seq 5.',
    ]);
    t.equal(findEventsAfterRemovalOfUser('bob', [5]).length, 1);
  },
);

t.test('a late event of a removal before the load is judged by the log before the load', async (t) => {
  const received = [
    { userId: 'ada', roomId: 'R', seq: 5 },
    { userId: 'ada', roomId: 'R', seq: 9 },
    { userId: 'ada', roomId: 'S', seq: 2 },
  ];
  t.equal(findStartOfMemberships(received, 'R', 6), 4, 'the log contains the removal at seq 5');
  t.equal(findStartOfMemberships(received, 'R', 1), 1);
  t.equal(findStartOfMemberships([], 'R', 6), 6);
});
