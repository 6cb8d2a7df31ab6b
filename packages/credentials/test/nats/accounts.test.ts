import { findFreePort } from '@kcs/private-servers';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import t from 'tap';
import { type Credentials, issueCredentials, readNatsAccountId, signProducer } from '../../src/index.ts';
import { createSeed, publicKeyOf, signAccount, signUser } from '../../src/nats/jwt.ts';
import {
  connectWithCreds,
  findRefusedPublishSubjects,
  findRefusedSubscribeSubjects,
  startProtectedNats,
} from '../support/protected-nats.ts';

t.test('producers can only publish notifications (BUS-4, BUS-5)', async (t) => {
  const credentials = await issueCredentials();
  const { keys, creds, trust } = credentials.nats;
  const server = await startProtectedNats(t, credentials);
  const operatorConnection = await connectWithCreds(t, server, creds.admin, { name: 'admin' });
  const operatorJetstreamManager = await jetstreamManager(operatorConnection);
  for (const name of ['sms', 'mail']) {
    const notificationSubjects = [`chat.notify.${name}`, `chat.notify.${name}.>`];
    await operatorJetstreamManager.streams.add({ name: `NOTIFY_${name}`, subjects: notificationSubjects });
  }
  await operatorJetstreamManager.streams.add({
    name: 'CHAT_ROOMS',
    subjects: ['chat.room.*.message-created'],
  });
  const signSmsProducer = (expiresAt: Date) =>
    signProducer({
      name: 'sms',
      account: readNatsAccountId(trust, 'producers'),
      signingKey: keys['producers-signing'],
      expiresAt,
    });
  const oneHourFromNow = new Date(Date.now() + 3_600_000);
  const producerConnection = await connectWithCreds(t, server, await signSmsProducer(oneHourFromNow), {
    name: 'sms',
  });

  t.test(
    'a producer can publish notifications under its own name, and the stream acknowledges them',
    async (t) => {
      const producerJetstream = jetstream(producerConnection);
      t.match(await producerJetstream.publish('chat.notify.sms', '{}'), { stream: 'NOTIFY_sms', seq: 1 });
      t.match(await producerJetstream.publish('chat.notify.sms.urgent', '{}'), {
        stream: 'NOTIFY_sms',
        seq: 2,
      });
    },
  );

  t.test('a producer can use only its own notification subjects and inboxes', async (t) => {
    const allowedPublishSubjects = ['chat.notify.sms', 'chat.notify.sms.urgent'];
    const forbiddenPublishSubjects = [
      'chat.notify.mail',
      'chat.notify.mail.urgent',
      'chat.notify.sms2',
      'chat.room.room_1.message-created',
      'kcs.api.send-message',
      'kcs.notice.sessions-ended',
      '_INBOX_chat-api.x',
      '$JS.API.INFO',
      '$JS.API.STREAM.INFO.NOTIFY_sms',
      '$JS.API.STREAM.MSG.GET.NOTIFY_sms',
      '$JS.API.DIRECT.GET.NOTIFY_sms',
      '$JS.API.STREAM.DELETE.NOTIFY_mail',
      '$JS.API.CONSUMER.CREATE.NOTIFY_sms',
      '$JS.API.CONSUMER.MSG.NEXT.NOTIFY_sms.any',
      '$SYS.REQ.SERVER.PING',
      '$SYS.REQ.USER.INFO',
      '$SYS.REQ.CLAIMS.UPDATE',
    ];
    t.same(
      await findRefusedPublishSubjects(producerConnection, [
        ...allowedPublishSubjects,
        ...forbiddenPublishSubjects,
      ]),
      forbiddenPublishSubjects,
    );
    const forbiddenSubscribeSubjects = [
      '>',
      'chat.>',
      'chat.notify.sms',
      'chat.notify.mail',
      '_INBOX.>',
      '_INBOX_mail.>',
      '_INBOX_realtime-gateway.>',
      'kcs.notice.sessions-ended',
    ];
    t.same(
      await findRefusedSubscribeSubjects(producerConnection, ['_INBOX_sms.x', ...forbiddenSubscribeSubjects]),
      forbiddenSubscribeSubjects,
    );
  });

  t.test('the server refuses a producer whose credentials have expired', async (t) => {
    const expiredCreds = await signSmsProducer(new Date(Date.now() - 10_000));
    await t.rejects(connectWithCreds(t, server, expiredCreds, { name: 'sms' }), /Authorization Violation/);
  });

  t.test(
    'a producer with every permission in its account can still publish only notifications',
    async (t) => {
      const unrestrictedCreds = await signUser({
        name: 'greedy',
        seed: createSeed('user'),
        account: readNatsAccountId(trust, 'producers'),
        signer: keys['producers-signing'],
      });
      const unrestrictedConnection = await connectWithCreds(t, server, unrestrictedCreds, { name: 'greedy' });
      const subjectsReceivedByProducer: string[] = [];
      unrestrictedConnection.subscribe('>', {
        callback: (_, msg) => void subjectsReceivedByProducer.push(msg.subject),
      });
      const subjectsReceivedByOperator: string[] = [];
      operatorConnection.subscribe('kcs.>', {
        callback: (_, msg) => void subjectsReceivedByOperator.push(msg.subject),
      });
      await operatorConnection.flush();
      unrestrictedConnection.publish('kcs.notice.sessions-ended', '{}');
      await unrestrictedConnection.flush();
      operatorConnection.publish('kcs.notice.user-changed', '{}');
      operatorConnection.publish('chat.room.room_2.message-created', '{}');
      await operatorConnection.flush();
      await unrestrictedConnection.flush();
      t.same(subjectsReceivedByOperator, ['kcs.notice.user-changed']);
      t.same(subjectsReceivedByProducer, ['kcs.notice.sessions-ended'], 'only its own');
      await t.rejects(jetstreamManager(unrestrictedConnection), 'it has no streams');
    },
  );

  t.test(
    "a producer cannot make the stream acknowledge a message on one of our services' subjects",
    async (t) => {
      const roomEventSubject = 'chat.room.room_1.message-created';
      producerConnection.publish('chat.notify.sms', '{}', { reply: roomEventSubject });
      await jetstream(producerConnection).publish('chat.notify.sms', '{}');
      t.equal(
        (await operatorJetstreamManager.streams.info('CHAT_ROOMS')).state.messages,
        1,
        'only the one of the services',
      );
    },
  );
});

/**
 * Creates credentials that appear to have been signed a minute ago. The server accepts a changed JWT only if it was
 * signed later than the current one, and JWT times are in whole seconds.
 */
async function issueBackdatedCredentials(): Promise<Credentials> {
  const { now } = Date;
  Date.now = () => now() - 60_000;
  try {
    return await issueCredentials();
  } finally {
    Date.now = now;
  }
}

t.test('a change to an account on a running NATS server survives a restart of the server', async (t) => {
  const credentials = await issueBackdatedCredentials();
  const { keys, creds } = credentials.nats;
  const serverOptions = { dir: t.testdir(), port: await findFreePort() };
  const server = await startProtectedNats(t, credentials, serverOptions);
  const firstSystemConnection = await connectWithCreds(t, server, creds.system, { name: 'system' });
  const changedAccountJwt = await signAccount(
    { name: 'PRODUCERS', seed: keys.producers, operator: keys.operator },
    { jetStream: false, exports: [{ name: 'mark', subject: 'mark' }] },
  );
  const updateReply = await firstSystemConnection.request('$SYS.REQ.CLAIMS.UPDATE', changedAccountJwt);
  t.match(updateReply.json(), { data: { account: publicKeyOf(keys.producers), code: 200 } });
  await firstSystemConnection.close();
  await server.stop();
  const restartedServer = await startProtectedNats(t, credentials, serverOptions);
  const secondSystemConnection = await connectWithCreds(t, restartedServer, creds.system, { name: 'system' });
  const lookupReply = await secondSystemConnection.request(
    `$SYS.REQ.ACCOUNT.${publicKeyOf(keys.producers)}.CLAIMS.LOOKUP`,
  );
  t.equal(lookupReply.string(), changedAccountJwt);
});
