import t, { type Test } from 'tap';
import { connect, type PlainClient } from '../support/plain-client.ts';
import { startWorld } from '../support/world.ts';

const states = (client: PlainClient) => client.all('chat-user-typing').map(({ isTyping }) => isTyping);

t.test('typing', async (t) => {
  const { api, gateways } = await startWorld(t, { TYPING_TTL_MS: '2500' });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const watchers = [await connect(t, gateways[0].url, bob), await connect(t, gateways[1].url, bob)];
  const tab = await connect(t, gateways[1].url, ada);
  for (const client of [...watchers, tab]) await client.join([roomId]);
  const typist = async () => {
    for (const watcher of watchers) watcher.received.length = 0;
    const client = await connect(t, gateways[0].url, ada);
    await client.join([roomId]);
    return client;
  };
  const next = async (isTyping: boolean) => {
    const matches = (update: { isTyping: boolean }) => update.isTyping === isTyping;
    const [update] = await Promise.all(watchers.map((watcher) => watcher.next('chat-user-typing', matches)));
    return update;
  };
  const onceEach = (t: Test) => {
    for (const watcher of watchers) t.same(states(watcher), [true, false]);
  };

  t.test('a burst is coalesced to the first and the last', async (t) => {
    const client = await typist();
    for (const isTyping of [true, false, true, false, true, false]) {
      client.socket.emit('chat-typing', { roomId, isTyping });
    }
    t.match(await next(false), { userId: ada.id, userName: 'Ada', roomId, isTyping: false, timestamp: /Z$/ });
    onceEach(t);
    client.socket.disconnect();
  });

  t.test('it ends when the socket leaves the room', async (t) => {
    const client = await typist();
    t.same(await client.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await next(true);
    await client.ask('leave-chat-room', { roomId });
    await next(false);
    onceEach(t);
    client.socket.disconnect();
  });

  t.test('it ends with the connection', async (t) => {
    const client = await typist();
    await client.ask('chat-typing', { roomId, isTyping: true });
    await next(true);
    client.socket.disconnect();
    await next(false);
    onceEach(t);
  });

  t.test('it ends by itself when it is not renewed', async (t) => {
    const client = await typist();
    await client.ask('chat-typing', { roomId, isTyping: true });
    await next(true);
    await next(false);
    onceEach(t);
    client.socket.disconnect();
  });

  t.test('the typing user’s own sockets hear nothing', async (t) => {
    t.same(tab.all('chat-user-typing'), []);
  });

  t.test('one who did not join types as a member; an outsider is refused', async (t) => {
    for (const watcher of watchers) watcher.received.length = 0;
    const client = await connect(t, gateways[0].url, ada);
    t.same(await client.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await next(true);
    const outsider = await connect(t, gateways[0].url, await api.user('Eve'));
    t.match(await outsider.ask('chat-typing', { roomId, isTyping: true }), {
      success: false,
      error: { code: 'ROOM_NOT_FOUND' },
    });
    client.socket.disconnect();
    await next(false);
  });
});
