import { TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

const listTypingStates = (client: TestSocket): boolean[] =>
  client.all('chat-user-typing').map(({ isTyping }) => isTyping);

t.test('typing updates reach the other members of a room', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { TYPING_TTL_MS: '2500' });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const watchers = [
    await TestSocket.connect(t, gateways[0].url, bob),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  const adasOtherTab = await TestSocket.connect(t, gateways[1].url, ada);
  for (const client of [...watchers, adasOtherTab]) await client.join([roomId]);

  const joinTypist = async () => {
    const client = await TestSocket.connect(t, gateways[0].url, ada);
    await client.join([roomId]);
    return client;
  };
  const waitForTypingUpdate = async (isTyping: boolean) => {
    const hasState = (update: { isTyping: boolean }) => update.isTyping === isTyping;
    const [update] = await Promise.all(watchers.map((watcher) => watcher.next('chat-user-typing', hasState)));
    return update;
  };
  /** The number of typing updates that earlier tests have already checked. Each test starts and stops typing once. */
  let checkedUpdateCount = 0;
  const assertShownOnceEach = (t: Test) => {
    for (const watcher of watchers)
      t.same(listTypingStates(watcher).slice(checkedUpdateCount), [true, false]);
    checkedUpdateCount += 2;
  };

  t.test('a burst of typing updates is coalesced into the first and the last update', async (t) => {
    const client = await joinTypist();
    for (const isTyping of [true, false, true, false, true, false]) {
      client.emit('chat-typing', { roomId, isTyping });
    }
    t.match(await waitForTypingUpdate(false), {
      userId: ada.id,
      userName: 'Ada',
      roomId,
      isTyping: false,
      timestamp: /Z$/,
    });
    assertShownOnceEach(t);
    await waitForTypingUpdate(true);
    await client.close();
  });

  t.test('typing ends when the typing user’s socket leaves the room', async (t) => {
    const client = await joinTypist();
    t.same(await client.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    await client.ask('leave-chat-room', { roomId });
    await waitForTypingUpdate(false);
    assertShownOnceEach(t);
    await client.close();
  });

  t.test('typing ends when the typing user’s socket disconnects', async (t) => {
    const client = await joinTypist();
    await client.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await client.close();
    await waitForTypingUpdate(false);
    assertShownOnceEach(t);
  });

  t.test('if the client sends no second typing `true` in time, members get a typing `false`', async (t) => {
    const client = await joinTypist();
    await client.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await waitForTypingUpdate(false);
    assertShownOnceEach(t);
    await client.close();
  });

  t.test('the typing user’s own sockets get no typing update', async (t) => {
    t.same(adasOtherTab.all('chat-user-typing'), []);
  });

  t.test('a member whose socket did not join the room may type, but a non-member is refused', async (t) => {
    const client = await TestSocket.connect(t, gateways[0].url, ada);
    t.same(await client.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    const outsider = await TestSocket.connect(t, gateways[0].url, await api.user('Eve'));
    t.match(await outsider.ask('chat-typing', { roomId, isTyping: true }), {
      success: false,
      error: { code: 'ROOM_NOT_FOUND' },
    });
    await client.close();
    await waitForTypingUpdate(false);
  });
});
