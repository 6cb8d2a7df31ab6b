import t from 'tap';
import { findEventsAfterRemoval } from '../../src/judge/memberships.ts';
import type { LogEntry } from '../../src/judge/room-log.ts';

const entry = (seq: number, changed: Partial<LogEntry> = {}): LogEntry => ({
  ...{ seq, messageId: null, clientMsgId: null },
  ...changed,
});
const log = {
  ...{ roomId: 'R', after: 1, head: 9 },
  events: [
    entry(2),
    entry(3, { added: ['ada'] }),
    entry(4),
    entry(5, { removed: ['ada'] }),
    entry(6, { added: ['bob'] }),
    entry(7),
    entry(8, { added: ['ada'] }),
    entry(9),
  ],
};
const findFor = (userId: string, seqs: readonly number[]) =>
  findEventsAfterRemoval(
    seqs.map((seq) => ({ userId, roomId: 'R', seq })),
    [log],
  );

t.test(
  'a guest may receive the events of its addition and its removal, and every event between the two',
  async (t) => {
    t.same(findFor('ada', [3, 4, 5, 8, 9]), []);
    t.same(findFor('bob', [6, 7, 8, 9]), []);
  },
);

t.test(
  "an event that a guest received is reported if its seq is after the guest's removal or before the first addition",
  async (t) => {
    t.same(findFor('ada', [2, 6, 7]), [
      'ada received event 2 of R, but was never a member before.',
      'ada received event 6 of R, but was removed at seq 5.',
      'ada received event 7 of R, but was removed at seq 5.',
    ]);
    t.equal(findFor('bob', [5]).length, 1);
  },
);
