import t from 'tap';
import { findDueItems } from '../../src/outbox/find-due-items.ts';
import { initialSendState, recordSendStart } from '../../src/outbox/send-state.ts';
import { buildOutboxItem } from '../support/samples.ts';

t.test('at most four rooms send at the same time', async (t) => {
  const items = Array.from({ length: 20 }, (_, n) =>
    buildOutboxItem(`${n}`, { roomId: `room ${n}`, state: 'waiting' }),
  );
  const { toSend } = findDueItems(initialSendState, items, 0);
  t.equal(toSend.length, 4);
  t.same(findDueItems(toSend.reduce(recordSendStart, initialSendState), items, 0).toSend, []);
});
