import t from 'tap';
import { findEventsAfterRemoval } from '../../src/judge/memberships.ts';
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
