import t from 'tap';
import { addPendingMessage } from '../../src/state/pending-message.ts';
import { removeConfirmedMessages, removeSentMessagesUpTo } from '../../src/state/remove-stored-messages.ts';
import { listClientMsgIds } from '../support/list-client-msg-ids.ts';
import { buildMessage, buildPendingMessage, ROOM_ID } from '../support/samples.ts';

t.test('a sent message is no longer pending when all events up to its seq are applied', async (t) => {
  const pendingByRoom = addPendingMessage(
    addPendingMessage({}, buildPendingMessage('a', { state: 'sent', seq: 7 })),
    buildPendingMessage('b'),
  );
  t.equal(removeSentMessagesUpTo(pendingByRoom, ROOM_ID, 6), pendingByRoom);
  t.same(listClientMsgIds(removeSentMessagesUpTo(pendingByRoom, ROOM_ID, 7)), ['b']);
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
