import t from 'tap';
import {
  addPendingMessage,
  isUnsaved,
  mergeOutboxItems,
  removeConfirmedMessages,
  removePendingMessage,
  removeSentMessagesUpTo,
  updatePendingMessage,
} from '../../src/state/pending-message.ts';
import { buildMessage, buildOutboxItem, buildPendingMessage, ROOM_ID } from '../support/samples.ts';

const listClientMsgIds = (pending: ReturnType<typeof addPendingMessage>) =>
  pending[ROOM_ID]?.map(({ clientMsgId }) => clientMsgId);

t.test('a message that the outbox could not save stays pending until it is discarded', async (t) => {
  let pendingByRoom = addPendingMessage({}, buildPendingMessage('lost', { state: 'saving' }));
  pendingByRoom = updatePendingMessage(pendingByRoom, ROOM_ID, 'lost', {
    state: 'unsaved',
    problem: 'no space on this device',
  });
  pendingByRoom = mergeOutboxItems(pendingByRoom, [buildOutboxItem('saved')]);
  t.match(pendingByRoom[ROOM_ID], [
    { clientMsgId: 'saved', state: 'waiting' },
    { clientMsgId: 'lost', state: 'unsaved', problem: 'no space on this device' },
  ]);
  t.same(
    pendingByRoom[ROOM_ID]?.filter(isUnsaved).map(({ clientMsgId }) => clientMsgId),
    ['lost'],
  );
  t.same(removePendingMessage(mergeOutboxItems(pendingByRoom, []), ROOM_ID, 'lost'), {});
});

t.test("a message that is queued again moves to the end of its room's pending messages", async (t) => {
  const pendingByRoom = ['a', 'b', 'a'].reduce(
    (before, id) => addPendingMessage(before, buildPendingMessage(id)),
    {},
  );
  t.same(listClientMsgIds(pendingByRoom), ['b', 'a']);
});

t.test('marking or discarding a message that is not pending changes nothing', async (t) => {
  const pendingByRoom = addPendingMessage({}, buildPendingMessage('a'));
  t.equal(
    updatePendingMessage(pendingByRoom, ROOM_ID, 'other', { state: 'sent', problem: null }),
    pendingByRoom,
  );
  t.equal(removePendingMessage(pendingByRoom, ROOM_ID, 'other'), pendingByRoom);
});

t.test('a message that is being sent keeps that state even if the outbox lists it as waiting', async (t) => {
  const pendingByRoom = addPendingMessage({}, buildPendingMessage('a', { state: 'sending' }));
  t.match(mergeOutboxItems(pendingByRoom, [buildOutboxItem('a')])[ROOM_ID], [{ state: 'sending' }]);
});

t.test(
  'a stored message replaces a pending one only if its sender and clientMsgId are the same',
  async (t) => {
    const pendingByRoom = addPendingMessage({}, buildPendingMessage('c1'));
    const buildArrivedMessage = (sender_id: string) => buildMessage(1, { sender_id, client_msg_id: 'c1' });
    t.equal(removeConfirmedMessages(pendingByRoom, [buildArrivedMessage('another')], 'me'), pendingByRoom);
    t.same(removeConfirmedMessages(pendingByRoom, [buildArrivedMessage('me')], 'me'), {});
  },
);

t.test('a sent message is no longer pending when all events up to its seq are applied', async (t) => {
  const pendingByRoom = addPendingMessage(
    addPendingMessage({}, buildPendingMessage('a', { state: 'sent', seq: 7 })),
    buildPendingMessage('b'),
  );
  t.equal(removeSentMessagesUpTo(pendingByRoom, ROOM_ID, 6), pendingByRoom);
  t.same(listClientMsgIds(removeSentMessagesUpTo(pendingByRoom, ROOM_ID, 7)), ['b']);
});
