import t from 'tap';
import {
  addPending,
  isUnsaved,
  mergeOutboxItems,
  removeConfirmed,
  removePending,
  removeSentUpTo,
  updatePending,
} from '../../src/state/pending-message.ts';
import { buildItem, buildMessage, buildPending, ROOM_ID } from '../support/samples.ts';

const listClientMsgIds = (pending: ReturnType<typeof addPending>) =>
  pending[ROOM_ID]?.map(({ clientMsgId }) => clientMsgId);

t.test('a message that the outbox could not save stays pending until it is discarded', async (t) => {
  let pending = addPending({}, buildPending('lost', { state: 'saving' }));
  pending = updatePending(pending, ROOM_ID, 'lost', { state: 'unsaved', problem: 'no space on this device' });
  pending = mergeOutboxItems(pending, [buildItem('saved')]);
  t.match(pending[ROOM_ID], [
    { clientMsgId: 'saved', state: 'waiting' },
    { clientMsgId: 'lost', state: 'unsaved', problem: 'no space on this device' },
  ]);
  t.same(
    pending[ROOM_ID]?.filter(isUnsaved).map(({ clientMsgId }) => clientMsgId),
    ['lost'],
  );
  t.same(removePending(mergeOutboxItems(pending, []), ROOM_ID, 'lost'), {});
});

t.test("a message that is queued again moves to the end of its room's pending messages", async (t) => {
  const pending = ['a', 'b', 'a'].reduce((before, id) => addPending(before, buildPending(id)), {});
  t.same(listClientMsgIds(pending), ['b', 'a']);
});

t.test('marking or discarding a message that is not pending changes nothing', async (t) => {
  const pending = addPending({}, buildPending('a'));
  t.equal(updatePending(pending, ROOM_ID, 'other', { state: 'sent', problem: null }), pending);
  t.equal(removePending(pending, ROOM_ID, 'other'), pending);
});

t.test('a message that is being sent keeps that state even if the outbox lists it as waiting', async (t) => {
  const pending = addPending({}, buildPending('a', { state: 'sending' }));
  t.match(mergeOutboxItems(pending, [buildItem('a')])[ROOM_ID], [{ state: 'sending' }]);
});

t.test(
  'a stored message replaces a pending one only if its sender and clientMsgId are the same',
  async (t) => {
    const pending = addPending({}, buildPending('c1'));
    const buildArrivedMessage = (sender_id: string) => buildMessage(1, { sender_id, client_msg_id: 'c1' });
    t.equal(removeConfirmed(pending, [buildArrivedMessage('another')], 'me'), pending);
    t.same(removeConfirmed(pending, [buildArrivedMessage('me')], 'me'), {});
  },
);

t.test('a sent message is no longer pending when all events up to its seq are applied', async (t) => {
  const pending = addPending(addPending({}, buildPending('a', { state: 'sent', seq: 7 })), buildPending('b'));
  t.equal(removeSentUpTo(pending, ROOM_ID, 6), pending);
  t.same(listClientMsgIds(removeSentUpTo(pending, ROOM_ID, 7)), ['b']);
});
