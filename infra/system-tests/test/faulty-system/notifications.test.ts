import { createPublisher } from '@kcs/notify';
import t from 'tap';
import { getSharedSystem } from './system.ts';

const DOCUMENT_COUNT = 10;

t.test(
  'NOTIFY-3, NOTIFY-7: while chat-api is killed twice, each notification reaches each addressee once',
  { timeout: 60_000 },
  async (t) => {
    const system = await getSharedSystem();
    const admin = await system.admin();
    const [ada, bob] = [await system.user({ user_type: 'Teacher' }), await system.user()];
    const sockets = [await ada.connect(system.gateways[0]), await bob.connect(system.gateways[1])];
    const account = { name: 'homework', scopes: ['notifications:write'] };
    const created = await admin.request('POST', '/service-accounts', account);
    const credentialsPath = `/service-accounts/${created.body.data.id}/nats-credentials`;
    const { creds } = (await admin.request('POST', credentialsPath, {})).body.data;
    const publisher = createPublisher({ url: system.nats.url, creds });
    t.teardown(() => publisher.close());
    const publish = async (id: string) => {
      const document = { id, type: id, to: [{ user_type: 'Teacher' }, { user_id: bob.id }] } as const;
      // Publish twice, like a producer that crashed before it could record that the document was accepted.
      t.equal((await publisher.publish(document)).status, 'accepted');
      t.equal((await publisher.publish(document)).status, 'repeated');
    };

    const publishing = (async () => {
      for (let n = 0; n < DOCUMENT_COUNT; n += 1) await publish(`due-${n}`);
    })();
    for (const api of system.apis) {
      await api.kill();
      await api.start();
    }
    await publishing;
    await publish('last');
    const startedAt = Date.now();
    for (const socket of sockets) await socket.next('chat-notification', ({ type }) => type === 'last');
    t.comment(`the last notification arrived after ${Date.now() - startedAt} ms`);
    const expectedTypes = [...Array.from({ length: DOCUMENT_COUNT }, (_, n) => `due-${n}`), 'last'].sort();
    for (const [n, user] of [ada, bob].entries()) {
      const socket = sockets[n];
      await system.until(() => socket && socket.all('chat-notification').length >= expectedTypes.length);
      t.same(
        socket
          ?.all('chat-notification')
          .map(({ type }) => type)
          .sort(),
        expectedTypes,
      );
      const { body } = await user.request('GET', '/chat/notifications');
      t.same(body.data.map(({ type }: { type: string }) => type).sort(), expectedTypes);
      t.match(body.page, { unread_count: expectedTypes.length });
    }
  },
);
