import t from 'tap';
import { mergeOutboxItems } from '../../src/state/merge-outbox-items.ts';
import { addPendingMessage } from '../../src/state/pending-message.ts';
import { buildOutboxItem, buildPendingMessage, ROOM_ID } from '../support/samples.ts';

t.test('a message that is being sent keeps that state even if the outbox lists it as waiting', async (t) => {
  const pendingByRoom = addPendingMessage({}, buildPendingMessage('a', { state: 'sending' }));
  t.match(mergeOutboxItems(pendingByRoom, [buildOutboxItem('a')])[ROOM_ID], [{ state: 'sending' }]);
});
