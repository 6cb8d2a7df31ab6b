import { buildInboxPrefix, buildNotificationStreamName } from '@kcs/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, credsAuthenticator } from '@nats-io/transport-node';
import t, { type Test } from 'tap';
import { maintainNotificationStreams } from '../../../src/service-accounts/streams/notification-streams.ts';
import { startApi } from '../../support/start-api.ts';

/** How long a producer waits for an acknowledgment. A stream acknowledges within a few milliseconds. */
const PUBLISH_OPTIONS = { timeout: 400 };

t.test('producers publish notifications with credentials from chat-api', async (t) => {
  const api = await startApi(t);
  const { admin } = api;
  const ada = await api.user();
  const streamManager = await jetstreamManager(api.bus);
  const listStreamNames = async () => {
    const streamNames = [];
    for await (const name of streamManager.streams.names('chat.notify.>')) streamNames.push(name);
    return streamNames.sort();
  };
  const createAccount = async (name: string, scopes = ['notifications:write']) => {
    const { status, body } = await admin.rest('POST', '/service-accounts', { name, scopes });
    t.equal(status, 201);
    return { ...body.data, path: `/service-accounts/${body.data.id}` };
  };
  const issueNatsCredentials = async ({ path, token }: { path: string; token: string }): Promise<string> => {
    const { status, body } = await api.rest('POST', `${path}/nats-credentials`, { token });
    t.equal(status, 201, JSON.stringify(body));
    return body.data.creds;
  };
  const connectAsProducer = async (t: Test, name: string, creds: string, options: ConnectionOptions = {}) => {
    const producerConnection = await connect({
      servers: api.servers.nats.url,
      authenticator: credsAuthenticator(Buffer.from(creds)),
      inboxPrefix: buildInboxPrefix(name),
      reconnect: false,
      ...options,
    });
    t.teardown(() => producerConnection.close());
    return producerConnection;
  };
  const homeworkAccount = await createAccount('homework');
  const smsAccount = await createAccount('sms');
  const homeworkCreds = await issueNatsCredentials(homeworkAccount);

  t.test(
    'creating an account creates its stream, and a publish is acknowledged (BUS-4, BUS-9)',
    async (t) => {
      t.same(await listStreamNames(), ['homework', 'sms'].map(buildNotificationStreamName));
      const homeworkJetstream = jetstream(await connectAsProducer(t, 'homework', homeworkCreds));
      t.match(await homeworkJetstream.publish('chat.notify.homework', '{}'), { stream: 'NOTIFY_homework' });
      t.match(await homeworkJetstream.publish('chat.notify.homework.math', '{}'), {
        stream: 'NOTIFY_homework',
      });
      const smsJetstream = jetstream(
        await connectAsProducer(t, 'sms', await issueNatsCredentials(smsAccount)),
      );
      const repeatedMessageOptions = { msgID: 'same-id' };
      t.match(await homeworkJetstream.publish('chat.notify.homework', '{}', repeatedMessageOptions), {
        duplicate: false,
      });
      t.match(
        await smsJetstream.publish('chat.notify.sms', '{}', repeatedMessageOptions),
        { duplicate: false },
        'ids are per producer',
      );
    },
  );

  t.test('the credentials allow only the subjects of the producer, for 90 days (BUS-9)', async (t) => {
    const [, payload = ''] = homeworkCreds.split('.');
    const { exp, nats } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    t.same(
      [nats.pub, nats.sub],
      [{ allow: ['chat.notify.homework', 'chat.notify.homework.>'] }, { allow: ['_INBOX_homework.>'] }],
    );
    const validDays = (exp - Date.now() / 1_000) / 86_400;
    t.ok(validDays > 89.9 && validDays < 90.1, `${validDays} days`);
  });

  t.test('a producer cannot publish outside its subjects through a reply subject (BUS-9)', async (t) => {
    const producerConnection = await connectAsProducer(t, 'homework', homeworkCreds);
    const receivedSubjects: string[] = [];
    for (const subject of ['chat.room.>', 'kcs.>', '_INBOX_chat-api.x', 'chat.notify.sms'])
      api.bus.subscribe(subject, { callback: (_, msg) => void receivedSubjects.push(msg.subject) });
    await api.bus.flush();
    const messageCountBefore = (await streamManager.streams.info('CHAT_ROOMS')).state.messages;
    for (const reply of [
      'chat.room.room_1.message-created',
      'kcs.notice.x',
      '_INBOX_chat-api.x',
      'chat.notify.sms',
    ])
      producerConnection.publish('chat.notify.homework', '{}', { reply });
    await jetstream(producerConnection).publish('chat.notify.homework', '{}');
    await api.bus.flush();
    // chat-api takes the documents themselves off the stream, with their own subject.
    t.same(
      receivedSubjects.filter((subject) => subject !== 'chat.notify.homework'),
      [],
    );
    t.equal((await streamManager.streams.info('CHAT_ROOMS')).state.messages, messageCountBefore);
  });

  t.test('credentials are refused without the scope, for another account, and to users', async (t) => {
    const readerAccount = await createAccount('reader', ['users:read']);
    const credentialsPath = `${readerAccount.path}/nats-credentials`;
    t.match(await admin.rest('POST', credentialsPath), {
      status: 409,
      body: { error: { code: 'CONFLICT' } },
    });
    t.match(await api.rest('POST', credentialsPath, { token: readerAccount.token }), { status: 403 });
    t.match(await api.rest('POST', `${homeworkAccount.path}/nats-credentials`, { token: smsAccount.token }), {
      status: 403,
      body: { error: { message: /only for itself/ } },
    });
    t.match(await ada.rest('POST', `${homeworkAccount.path}/nats-credentials`), { status: 403 });
    const replicaWithoutSigningKey = await api.replica({
      NATS_PRODUCERS_SIGNING_KEY: '',
      NATS_PRODUCERS_ACCOUNT: '',
    });
    t.match(
      await replicaWithoutSigningKey.rest('POST', `${homeworkAccount.path}/nats-credentials`, {
        token: homeworkAccount.token,
      }),
      {
        status: 501,
        body: { error: { code: 'NOT_IMPLEMENTED', message: /NATS_PRODUCERS_SIGNING_KEY/ } },
      },
    );
  });

  t.test(
    'nothing is acknowledged after the account loses its scope, is deactivated, or is deleted',
    async (t) => {
      const producerConnection = await connectAsProducer(t, 'homework', homeworkCreds);
      const publishNotification = () =>
        jetstream(producerConnection).publish('chat.notify.homework', '{}', PUBLISH_OPTIONS);
      for (const [change, revert] of [
        [{ active: false }, { active: true }],
        [{ scopes: [] }, { scopes: ['notifications:write'] }],
      ]) {
        await admin.rest('PATCH', homeworkAccount.path, change);
        await t.rejects(publishNotification(), JSON.stringify(change));
        t.same(await listStreamNames(), ['NOTIFY_sms']);
        await admin.rest('PATCH', homeworkAccount.path, revert);
        t.match(await publishNotification(), { stream: 'NOTIFY_homework' });
      }
      await admin.rest('DELETE', homeworkAccount.path);
      await t.rejects(publishNotification());
      t.match(await admin.rest('POST', `${homeworkAccount.path}/nats-credentials`), { status: 404 });
    },
  );

  t.test(
    'the upkeep restores lost streams and deletes leftover ones, but not those of operators',
    async (t) => {
      await streamManager.streams.delete('NOTIFY_sms');
      for (const name of ['homework', 'archive'])
        await streamManager.streams.add({ name: `NOTIFY_${name}`, subjects: [`chat.notify.${name}`] });
      await maintainNotificationStreams(api.deps);
      t.same(await listStreamNames(), ['NOTIFY_archive', 'NOTIFY_sms']);
      await maintainNotificationStreams(api.deps);
      t.same(await listStreamNames(), ['NOTIFY_archive', 'NOTIFY_sms']);
      const { config } = await streamManager.streams.info('NOTIFY_sms');
      await streamManager.streams.update('NOTIFY_sms', { max_bytes: 1_000_000 });
      t.ok(await issueNatsCredentials(smsAccount), 'although an operator has changed the stream');
      t.match(config, {
        retention: 'workqueue',
        discard: 'new',
        subjects: ['chat.notify.sms', 'chat.notify.sms.>'],
      });
    },
  );
});
