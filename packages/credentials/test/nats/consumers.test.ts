import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { buildConsumerUserName, issueCredentials, signConsumer } from '../../src/index.ts';
import {
  connectWithCreds,
  findRefusedPublishSubjects,
  findRefusedSubscribeSubjects,
  startProtectedNats,
} from '../support/protected-nats.ts';

t.test('credentials for a consumer allow pulling from this consumer and nothing else (BUS-10)', async (t) => {
  const credentials = await issueCredentials();
  const { keys, creds } = credentials.nats;
  const server = await startProtectedNats(t, credentials);
  const admin = await connectWithCreds(t, server, creds.admin, { name: 'admin' });
  const manager = await jetstreamManager(admin);
  await manager.streams.add({ name: 'CHAT_ROOMS', subjects: ['chat.room.*.message-created'] });
  for (const durable_name of ['search', 'realtime-gateway'])
    await manager.consumers.add('CHAT_ROOMS', { durable_name, ack_policy: AckPolicy.Explicit });
  await jetstream(admin).publish('chat.room.room_1.message-created', '{"seq":1}');
  const consumerCreds = await signConsumer({
    ...{ name: 'search', servicesSeed: keys.services },
    expiresAt: new Date(Date.now() + 60_000),
  });
  const connection = await connectWithCreds(t, server, consumerCreds, {
    name: buildConsumerUserName('search'),
  });

  t.test('a program with these credentials pulls and acknowledges events', async (t) => {
    const consumer = await jetstream(connection).consumers.get('CHAT_ROOMS', 'search');
    const message = await consumer.next({ expires: 2_000 });
    t.same(message?.json(), { seq: 1 });
    t.equal(await message?.ackAck(), true);
    t.match(await manager.consumers.info('CHAT_ROOMS', 'search'), { num_ack_pending: 0, num_pending: 0 });
  });

  t.test('the program can do nothing else', async (t) => {
    const forbiddenPublishSubjects = [
      '$JS.API.CONSUMER.MSG.NEXT.CHAT_ROOMS.realtime-gateway',
      '$JS.API.CONSUMER.INFO.CHAT_ROOMS.realtime-gateway',
      '$JS.ACK.CHAT_ROOMS.realtime-gateway.1.1.1.1.1',
      '$JS.API.CONSUMER.CREATE.CHAT_ROOMS.search',
      '$JS.API.CONSUMER.CREATE.CHAT_ROOMS.mine',
      '$JS.API.CONSUMER.DELETE.CHAT_ROOMS.search',
      '$JS.API.STREAM.INFO.CHAT_ROOMS',
      '$JS.API.STREAM.MSG.GET.CHAT_ROOMS',
      '$JS.API.DIRECT.GET.CHAT_ROOMS',
      '$JS.API.INFO',
      'chat.room.room_1.message-created',
      'chat.notify.search',
      'kcs.api.send-message',
      'kcs.notice.sessions-ended',
      '_INBOX_chat-api.x',
    ];
    t.same(await findRefusedPublishSubjects(connection, forbiddenPublishSubjects), forbiddenPublishSubjects);
    const forbiddenSubscribeSubjects = ['>', 'chat.>', 'chat.room.>', 'kcs.>', '_INBOX.>', '_INBOX_search.x'];
    t.same(
      await findRefusedSubscribeSubjects(connection, [
        '_INBOX_consumer-search.x',
        ...forbiddenSubscribeSubjects,
      ]),
      forbiddenSubscribeSubjects,
    );
  });
});
