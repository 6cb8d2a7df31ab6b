import t from 'tap';
import { discarded, isOnlyHere, listed, marked, queued } from '../../src/state/pending-message.ts';

const message = (clientMsgId: string) => ({
  clientMsgId,
  roomId: 'room',
  body: { content: clientMsgId },
  replyTo: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  problem: null,
});

t.test(
  'a message that could not be kept stays shown, whatever the outbox tells, until it is given up',
  async (t) => {
    const kept = { ...message('kept'), state: 'waiting' as const };
    let pending = queued({}, { ...message('lost'), state: 'saving' });
    pending = marked(pending, 'room', 'lost', { state: 'unkept', problem: 'no room on this device' });
    pending = listed(pending, [kept]);
    t.match(pending.room, [
      { clientMsgId: 'kept', state: 'waiting' },
      { clientMsgId: 'lost', state: 'unkept', problem: 'no room on this device' },
    ]);
    t.same(
      pending.room?.filter(isOnlyHere).map(({ clientMsgId }) => clientMsgId),
      ['lost'],
    );
    t.same(discarded(listed(pending, []), 'room', 'lost'), {});
  },
);
