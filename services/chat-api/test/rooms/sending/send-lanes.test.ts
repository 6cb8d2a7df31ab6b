import { newId } from '@kcs/service-kit';
import t from 'tap';
import { SendLanes } from '../../../src/rooms/sending/send-lanes.ts';
import type { NewMessage } from '../../../src/rooms/sending/store-messages.ts';
import { startFixture } from '../../support/start-fixture.ts';

t.test('send lanes combine concurrent sends', async (t) => {
  const fixture = await startFixture(t);
  const ada = await fixture.user('Ada');
  const roomId = await fixture.group(ada);
  const createNewMessage = (content: string): NewMessage => ({
    id: newId('msg'),
    room_id: roomId,
    sender_id: ada,
    content,
    message_type: 'text',
    reply_to_id: null,
    client_msg_id: null,
    metadata: null,
    mentions: [],
  });

  t.test('concurrent sends are combined into batches and keep their order', async (t) => {
    const sendLanes = new SendLanes({ db: fixture.db, lanes: 1, batchSize: 10 });
    const sendOutcomes = await Promise.all(
      Array.from({ length: 25 }, (_, n) => sendLanes.send(createNewMessage(`message ${n}`))),
    );
    t.same(
      sendOutcomes.map((outcome) => (outcome.status === 'created' ? outcome.seq : outcome.status)),
      Array.from({ length: 25 }, (_, n) => n + 2),
    );
  });

  t.test(
    'a full lane refuses further sends immediately, and accepts sends again once it is empty',
    async (t) => {
      const sendLanes = new SendLanes({ db: fixture.db, lanes: 1, batchSize: 1, maxWaiting: 2 });
      const sendResults = await Promise.allSettled(
        [1, 2, 3, 4, 5].map((n) => sendLanes.send(createNewMessage(`try ${n}`))),
      );
      const refusedSends = sendResults.filter((result) => result.status === 'rejected');
      t.ok(refusedSends.length >= 2, `${refusedSends.length} of 5`);
      for (const { reason } of refusedSends) t.match(reason, { code: 'UNAVAILABLE', retryAfterMs: 1_000 });
      t.match(await sendLanes.send(createNewMessage('afterwards')), { status: 'created' });
    },
  );
});
