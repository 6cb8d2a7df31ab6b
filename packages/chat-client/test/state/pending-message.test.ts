import t from 'tap';
import { mergeOutboxItems } from '../../src/state/merge-outbox-items.ts';
import {
  addPendingMessage,
  isUnsaved,
  removePendingMessage,
  updatePendingMessage,
} from '../../src/state/pending-message.ts';
import { listClientMsgIds } from '../support/list-client-msg-ids.ts';
import { buildOutboxItem, buildPendingMessage, ROOM_ID } from '../support/samples.ts';

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
