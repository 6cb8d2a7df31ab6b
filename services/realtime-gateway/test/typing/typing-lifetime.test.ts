import { eventually } from '@kcs/testkit';
import t from 'tap';
import { TypingStates } from '../../src/typing/typing.ts';
import type { TypingUpdate } from '../../src/typing/typing-update.ts';
import { silentLogger } from '../support/silent-logger.ts';

const TYPING_TTL_MS = 30_000;
const typingUpdateOfAda = { roomId: 'room_1', userId: 'user_ada', userName: 'Ada' };

/**
 * Returns the typing parts of two gateways on a virtual clock: the gateway of the typing user, and the gateway of a
 * watcher. A test can cut the connection between the two gateways.
 */
function startTypingOnTwoGateways() {
  const shownTypingStates: boolean[] = [];
  let areGatewaysConnected = true;
  const watcherGatewayTyping = new TypingStates({
    ttlMs: TYPING_TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shownTypingStates.push(isTyping),
  });
  let virtualNow = 0;
  const typistGatewayTyping = new TypingStates({
    ttlMs: TYPING_TTL_MS,
    logger: silentLogger,
    publish: (update: TypingUpdate) =>
      areGatewaysConnected && watcherGatewayTyping.receive(update, 'typist', virtualNow),
    show: () => {},
  });
  const advanceClock = (ms: number) => {
    for (const end = virtualNow + ms; virtualNow < end; virtualNow += 50)
      for (const typing of [typistGatewayTyping, watcherGatewayTyping]) typing.tick(virtualNow);
  };
  const setTyping = (isTyping: boolean, socketId = 'socket') =>
    typistGatewayTyping.update(socketId, { ...typingUpdateOfAda, isTyping }, virtualNow);
  return {
    shown: shownTypingStates,
    advanceClock,
    setTyping,
    kill: () => (areGatewaysConnected = false),
    goOffline: () => watcherGatewayTyping.userOffline(typingUpdateOfAda.userId, virtualNow),
  };
}

t.test('typing ends within 15 s after the gateway of the typing user dies', async (t) => {
  const { shown, advanceClock, setTyping, kill } = startTypingOnTwoGateways();
  setTyping(true);
  advanceClock(2_000);
  kill();
  advanceClock(15_000);
  t.same(shown, [true, false]);
});

t.test(
  'while the typing user’s gateway is alive, a typing `true` lasts its full time and is shown once',
  async (t) => {
    const { shown, advanceClock, setTyping } = startTypingOnTwoGateways();
    setTyping(true);
    advanceClock(TYPING_TTL_MS - 100);
    t.same(shown, [true]);
    advanceClock(200);
    t.same(shown, [true, false]);
  },
);

t.test('after a user stops typing, one typing `false` is shown and no further update', async (t) => {
  const { shown, advanceClock, setTyping } = startTypingOnTwoGateways();
  setTyping(true);
  advanceClock(2_000);
  setTyping(false);
  advanceClock(20_000);
  t.same(shown, [true, false]);
});

t.test(
  'the typing `true` of one socket expires on time, whatever another socket of the user sends',
  async (t) => {
    const { shown, advanceClock, setTyping } = startTypingOnTwoGateways();
    setTyping(true);
    advanceClock(500);
    setTyping(true, 'another');
    advanceClock(TYPING_TTL_MS - 1_000);
    setTyping(false, 'another');
    advanceClock(400);
    t.same(shown, [true, true], 'still typing');
    advanceClock(200);
    t.same(shown, [true, true, false]);
  },
);

t.test('typing ends immediately when presence reports the user as offline', async (t) => {
  const { shown, advanceClock, setTyping, kill, goOffline } = startTypingOnTwoGateways();
  setTyping(true);
  advanceClock(2_000);
  kill();
  goOffline();
  t.same(shown, [true, false]);
});

t.test('TYPE-6: a user who types on two gateways is typing until the user stops on both', async (t) => {
  const shownTypingStates: boolean[] = [];
  let virtualNow = 0;
  const watcherGatewayTyping = new TypingStates({
    ttlMs: TYPING_TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shownTypingStates.push(isTyping),
  });
  const createTypingStatesOfTab = (gateway: string) =>
    new TypingStates({
      ttlMs: TYPING_TTL_MS,
      logger: silentLogger,
      publish: (update) => watcherGatewayTyping.receive(update, gateway, virtualNow),
      show: () => {},
    });
  const typingStatesByTab = [createTypingStatesOfTab('one'), createTypingStatesOfTab('two')] as const;
  const advanceClock = (ms: number) => {
    for (const end = virtualNow + ms; virtualNow < end; virtualNow += 50)
      for (const part of [...typingStatesByTab, watcherGatewayTyping]) part.tick(virtualNow);
  };
  const setTyping = (tab: 0 | 1, isTyping: boolean) =>
    typingStatesByTab[tab].update(`tab${tab}`, { ...typingUpdateOfAda, isTyping }, virtualNow);
  setTyping(0, true);
  advanceClock(2_000);
  setTyping(1, true);
  advanceClock(2_000);
  setTyping(1, false);
  advanceClock(20_000);
  t.notOk(shownTypingStates.includes(false), 'the first tab still types');
  setTyping(0, false);
  advanceClock(1_000);
  t.equal(shownTypingStates.at(-1), false);
  t.equal(shownTypingStates.filter((isTyping) => !isTyping).length, 1);
});

t.test(
  'a gateway ticks only while somebody is typing, and sends no keep-alive message for a short burst',
  async (t) => {
    const shownTypingStates: boolean[] = [];
    const publishedUpdates: TypingUpdate[] = [];
    let tickedAt = Number.NEGATIVE_INFINITY;
    class WatchedTypingStates extends TypingStates {
      override tick(now: number): void {
        tickedAt = now;
        super.tick(now);
      }
    }
    const typing = new WatchedTypingStates({
      ttlMs: 100,
      logger: silentLogger,
      publish: (update) => publishedUpdates.push(update),
      show: ({ isTyping }) => shownTypingStates.push(isTyping),
    });
    // Keep-alive messages are sent every 4 s. A gateway that started longer ago must not send one immediately.
    await eventually('the clock is past the first interval', () => performance.now() > 4_000);
    typing.start();
    t.teardown(() => typing.stop());
    for (const expectedStates of [
      [true, false],
      [true, false, true, false],
    ]) {
      typing.update('socket', { ...typingUpdateOfAda, isTyping: true });
      await eventually('typing expires', () => shownTypingStates.length === expectedStates.length);
      t.same(shownTypingStates, expectedStates);
      await eventually('no tick for half a second', () => performance.now() - tickedAt > 500);
    }
    t.notOk(publishedUpdates.some(({ renewal }) => renewal));
  },
);
