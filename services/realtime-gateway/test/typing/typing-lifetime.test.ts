import t from 'tap';
import { Typing } from '../../src/typing/typing.ts';
import type { TypingUpdate } from '../../src/typing/typing-update.ts';
import { silentLogger } from '../support/silent-logger.ts';

const TTL_MS = 30_000;
const adasTyping = { roomId: 'room_1', userId: 'user_ada', userName: 'Ada' };

/**
 * Returns the typing parts of two gateways on a virtual clock: the gateway of the typing user, and the gateway of a
 * watcher. A test can cut the connection between the two gateways.
 */
function startTypingOnTwoGateways() {
  const shownStates: boolean[] = [];
  let areGatewaysConnected = true;
  const watcherTyping = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shownStates.push(isTyping),
  });
  let now = 0;
  const typistTyping = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: (update: TypingUpdate) => areGatewaysConnected && watcherTyping.receive(update, 'typist', now),
    show: () => {},
  });
  const advanceClock = (ms: number) => {
    for (const end = now + ms; now < end; now += 50)
      for (const typing of [typistTyping, watcherTyping]) typing.tick(now);
  };
  const setTyping = (isTyping: boolean, socketId = 'socket') =>
    typistTyping.update(socketId, { ...adasTyping, isTyping }, now);
  return {
    shown: shownStates,
    advanceClock,
    setTyping,
    kill: () => (areGatewaysConnected = false),
    goOffline: () => watcherTyping.userOffline(adasTyping.userId, now),
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
    advanceClock(TTL_MS - 100);
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
    advanceClock(TTL_MS - 1_000);
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
  const shownStates: boolean[] = [];
  let now = 0;
  const watcherTyping = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shownStates.push(isTyping),
  });
  const startTab = (gateway: string) =>
    new Typing({
      ttlMs: TTL_MS,
      logger: silentLogger,
      publish: (update) => watcherTyping.receive(update, gateway, now),
      show: () => {},
    });
  const tabsOnGateways = [startTab('one'), startTab('two')] as const;
  const advanceClock = (ms: number) => {
    for (const end = now + ms; now < end; now += 50)
      for (const part of [...tabsOnGateways, watcherTyping]) part.tick(now);
  };
  const setTyping = (tab: 0 | 1, isTyping: boolean) =>
    tabsOnGateways[tab].update(`tab${tab}`, { ...adasTyping, isTyping }, now);
  setTyping(0, true);
  advanceClock(2_000);
  setTyping(1, true);
  advanceClock(2_000);
  setTyping(1, false);
  advanceClock(20_000);
  t.notOk(shownStates.includes(false), 'the first tab still types');
  setTyping(0, false);
  advanceClock(1_000);
  t.equal(shownStates.at(-1), false);
  t.equal(shownStates.filter((isTyping) => !isTyping).length, 1);
});
