import { buildInboxPrefix } from '@kcs/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, credsAuthenticator } from '@nats-io/transport-node';
import t, { type Test } from 'tap';
import {
  maintainNotificationStreams,
  notificationStreamOf,
} from '../../../src/service-accounts/streams/notification-streams.ts';
import { startApi } from '../../support/start-api.ts';

/** How long a producer waits for an acknowledgment. A stream acknowledges within a few milliseconds. */
const PUBLISH_TIMEOUT = { timeout: 400 };

t.test('producers publish notifications with credentials from chat-api', async (t) => {
  const api = await startApi(t);
  const { admin } = api;
  const ada = await api.user();
  const jsm = await jetstreamManager(api.bus);
  const listStreams = async () => {
    const names = [];
    for await (const name of jsm.streams.names('chat.notify.>')) names.push(name);
    return names.sort();
  };
  const createAccount = async (name: string, scopes = ['notifications:write']) => {
    const { status, body } = await admin.rest('POST', '/service-accounts', { name, scopes });
    t.equal(status, 201);
    return { ...body.data, path: `/service-accounts/${body.data.id}` };
  };
  const issueCreds = async ({ path, token }: { path: string; token: string }): Promise<string> => {
    const { status, body } = await api.rest('POST', `${path}/nats-credentials`, { token });
    t.equal(status, 201, JSON.stringify(body));
    return body.data.creds;
  };
  const connectAs = async (t: Test, name: string, creds: string, options: ConnectionOptions = {}) => {
    const nc = await connect({
      servers: api.servers.nats.url,
      authenticator: credsAuthenticator(Buffer.from(creds)),
      inboxPrefix: buildInboxPrefix(name),
      reconnect: false,
      ...options,
    });
    t.teardown(() => nc.close());
    return nc;
  };
  const homework = await createAccount('homework');
  const sms = await createAccount('sms');
  const creds = await issueCreds(homework);

  t.test(
    'creating an account creates its stream, and a publish is acknowledged (BUS-4, BUS-9)',
    async (t) => {
      t.same(await listStreams(), ['homework', 'sms'].map(notificationStreamOf));
      const js = jetstream(await connectAs(t, 'homework', creds));
      t.match(await js.publish('chat.notify.homework', '{}'), { stream: 'NOTIFY_homework' });
      t.match(await js.publish('chat.notify.homework.math', '{}'), { stream: 'NOTIFY_homework' });
      const smsJs = jetstream(await connectAs(t, 'sms', await issueCreds(sms)));
      const repeated = { msgID: 'same-id' };
      t.match(await js.publish('chat.notify.homework', '{}', repeated), { duplicate: false });
      t.match(
        await smsJs.publish('chat.notify.sms', '{}', repeated),
        { duplicate: false },
        'ids are per producer',
      );
    },
  );

  t.test('the credentials allow only the subjects of the producer, for 90 days (BUS-9)', async (t) => {
    const [, payload = ''] = creds.split('.');
    const { exp, nats } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    t.same(
      [nats.pub, nats.sub],
      [{ allow: ['chat.notify.homework', 'chat.notify.homework.>'] }, { allow: ['_INBOX_homework.>'] }],
    );
    const days = (exp - Date.now() / 1_000) / 86_400;
    t.ok(days > 89.9 && days < 90.1, `${days} days`);
  });

  t.test('a reply subject outside its inbox makes nothing arrive there (BUS-9)', async (t) => {
    const nc = await connectAs(t, 'homework', creds);
    const received: string[] = [];
    for (const subject of ['chat.room.>', 'kcs.>', '_INBOX_chat-api.>', 'chat.notify.sms'])
      api.bus.subscribe(subject, { callback: (_, msg) => void received.push(msg.subject) });
    await api.bus.flush();
    const before = (await jsm.streams.info('CHAT_ROOMS')).state.messages;
    for (const reply of [
      'chat.room.room_1.message-created',
      'kcs.notice.x',
      '_INBOX_chat-api.x',
      'chat.notify.sms',
    ])
      nc.publish('chat.notify.homework', '{}', { reply });
    await jetstream(nc).publish('chat.notify.homework', '{}');
    await api.bus.flush();
    t.same(received, []);
    t.equal((await jsm.streams.info('CHAT_ROOMS')).state.messages, before);
  });

  t.test('credentials are refused without the scope, for another account, and to users', async (t) => {
    const other = await createAccount('reader', ['users:read']);
    const path = `${other.path}/nats-credentials`;
    t.match(await admin.rest('POST', path), { status: 409, body: { error: { code: 'CONFLICT' } } });
    t.match(await api.rest('POST', path, { token: other.token }), { status: 403 });
    t.match(await api.rest('POST', `${homework.path}/nats-credentials`, { token: sms.token }), {
      status: 403,
      body: { error: { message: /only for itself/ } },
    });
    t.match(await ada.rest('POST', `${homework.path}/nats-credentials`), { status: 403 });
    const keyless = await api.replica({ NATS_PRODUCERS_SIGNING_KEY: '', NATS_PRODUCERS_ACCOUNT: '' });
    t.match(await keyless.rest('POST', `${homework.path}/nats-credentials`, { token: homework.token }), {
      status: 501,
      body: { error: { code: 'NOT_IMPLEMENTED', message: /NATS_PRODUCERS_SIGNING_KEY/ } },
    });
  });

  t.test(
    'nothing is acknowledged after the account loses its scope, is deactivated, or is deleted',
    async (t) => {
      const nc = await connectAs(t, 'homework', creds);
      const publish = () => jetstream(nc).publish('chat.notify.homework', '{}', PUBLISH_TIMEOUT);
      for (const [change, revert] of [
        [{ active: false }, { active: true }],
        [{ scopes: [] }, { scopes: ['notifications:write'] }],
      ]) {
        await admin.rest('PATCH', homework.path, change);
        await t.rejects(publish(), JSON.stringify(change));
        t.same(await listStreams(), ['NOTIFY_sms']);
        await admin.rest('PATCH', homework.path, revert);
        t.match(await publish(), { stream: 'NOTIFY_homework' });
      }
      await admin.rest('DELETE', homework.path);
      await t.rejects(publish());
      t.match(await admin.rest('POST', `${homework.path}/nats-credentials`), { status: 404 });
    },
  );

  t.test(
    'the upkeep restores lost streams and deletes leftover ones, but not those of operators',
    async (t) => {
      await jsm.streams.delete('NOTIFY_sms');
      for (const name of ['homework', 'archive'])
        await jsm.streams.add({ name: `NOTIFY_${name}`, subjects: [`chat.notify.${name}`] });
      await maintainNotificationStreams(api.deps);
      t.same(await listStreams(), ['NOTIFY_archive', 'NOTIFY_sms']);
      await maintainNotificationStreams(api.deps);
      t.same(await listStreams(), ['NOTIFY_archive', 'NOTIFY_sms']);
      const { config } = await jsm.streams.info('NOTIFY_sms');
      t.match(config, {
        retention: 'workqueue',
        discard: 'new',
        subjects: ['chat.notify.sms', 'chat.notify.sms.>'],
      });
    },
  );
});
