import { TestSocket } from '@kcs/testkit';
import t, { type Test } from 'tap';
import { startTwoGateways } from '../support/two-gateways.ts';

const listTypingStates = (client: TestSocket): boolean[] =>
  client.all('chat-user-typing').map(({ isTyping }) => isTyping);

t.test('typing updates reach the other members of a room', async (t) => {
  const { api, gateways } = await startTwoGateways(t, { TYPING_TTL_MS: '2500' });
  const [ada, bob] = [await api.user('Ada'), await api.user('Bob')];
  const roomId = await api.room(ada, bob);
  const watcherSockets = [
    await TestSocket.connect(t, gateways[0].url, bob),
    await TestSocket.connect(t, gateways[1].url, bob),
  ];
  const otherTabSocket = await TestSocket.connect(t, gateways[1].url, ada);
  for (const typingSocket of [...watcherSockets, otherTabSocket]) await typingSocket.join([roomId]);

  const connectTypingSocket = async () => {
    const typingSocket = await TestSocket.connect(t, gateways[0].url, ada);
    await typingSocket.join([roomId]);
    return typingSocket;
  };
  const waitForTypingUpdate = async (isTyping: boolean) => {
    const hasExpectedState = (update: { isTyping: boolean }) => update.isTyping === isTyping;
    const [update] = await Promise.all(
      watcherSockets.map((watcher) => watcher.next('chat-user-typing', hasExpectedState)),
    );
    return update;
  };
  /** The number of typing updates that earlier tests have already checked. Each test starts and stops typing once. */
  let checkedUpdateCount = 0;
  const assertTypingShownOnce = (t: Test) => {
    for (const watcher of watcherSockets)
      t.same(listTypingStates(watcher).slice(checkedUpdateCount), [true, false]);
    checkedUpdateCount += 2;
  };

  t.test('a burst of typing updates is coalesced into the first and the last update', async (t) => {
    const typingSocket = await connectTypingSocket();
    for (const isTyping of [true, false, true, false, true, false]) {
      typingSocket.emit('chat-typing', { roomId, isTyping });
    }
    t.match(await waitForTypingUpdate(false), {
      userId: ada.id,
      userName: 'Ada',
      roomId,
      isTyping: false,
      timestamp: /Z$/,
    });
    assertTypingShownOnce(t);
    await waitForTypingUpdate(true);
    await typingSocket.close();
  });

  t.test('typing ends when the typing user’s socket leaves the room', async (t) => {
    const typingSocket = await connectTypingSocket();
    t.same(await typingSocket.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    await typingSocket.ask('leave-chat-room', { roomId });
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
    await typingSocket.close();
  });

  t.test('typing ends when the typing user’s socket disconnects', async (t) => {
    const typingSocket = await connectTypingSocket();
    await typingSocket.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await typingSocket.close();
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
  });

  t.test('if the client sends no second typing `true` in time, members get a typing `false`', async (t) => {
    const typingSocket = await connectTypingSocket();
    await typingSocket.ask('chat-typing', { roomId, isTyping: true });
    await waitForTypingUpdate(true);
    await waitForTypingUpdate(false);
    assertTypingShownOnce(t);
    await typingSocket.close();
  });

  t.test('the typing user’s own sockets get no typing update', async (t) => {
    t.same(otherTabSocket.all('chat-user-typing'), []);
  });

  t.test('a member whose socket did not join the room may type, but a non-member is refused', async (t) => {
    const typingSocket = await TestSocket.connect(t, gateways[0].url, ada);
    t.same(await typingSocket.ask('chat-typing', { roomId, isTyping: true }), { success: true });
    await waitForTypingUpdate(true);
    const outsiderSocket = await TestSocket.connect(t, gateways[0].url, await api.user('Eve'));
    t.match(await outsiderSocket.ask('chat-typing', { roomId, isTyping: true }), {
      success: false,
      error: { code: 'ROOM_NOT_FOUND' },
    });
    await typingSocket.close();
    await waitForTypingUpdate(false);
  });
});
