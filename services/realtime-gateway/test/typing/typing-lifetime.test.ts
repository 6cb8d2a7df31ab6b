import t from 'tap';
import { Typing, type TypingUpdate } from '../../src/typing/typing.ts';
import { silentLogger } from '../support/silent-logger.ts';

const TTL_MS = 30_000;
const ada = { roomId: 'room_1', userId: 'user_ada', userName: 'Ada' };

/**
 * Returns the typing parts of two gateways on a virtual clock: one for the typing user, one for a watcher. The path
 * between them can be cut.
 */
function twoGateways() {
  const shown: boolean[] = [];
  let alive = true;
  const watcherTyping = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shown.push(isTyping),
  });
  let now = 0;
  const typistTyping = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: (update: TypingUpdate) => alive && watcherTyping.receive(update, now),
    show: () => {},
  });
  const advanceClock = (ms: number) => {
    for (const end = now + ms; now < end; now += 50)
      for (const typing of [typistTyping, watcherTyping]) typing.tick(now);
  };
  const setTyping = (isTyping: boolean, socketId = 'socket') =>
    typistTyping.update(socketId, { ...ada, isTyping }, now);
  return {
    shown,
    advanceClock,
    setTyping,
    kill: () => (alive = false),
    goOffline: () => watcherTyping.userOffline(ada.userId, now),
  };
}

t.test('typing ends within 15 s after the gateway of the typing user dies', async (t) => {
  const { shown, advanceClock, setTyping, kill } = twoGateways();
  setTyping(true);
  advanceClock(2_000);
  kill();
  advanceClock(15_000);
  t.same(shown, [true, false]);
});

t.test('while its gateway is alive, a typing `true` lasts its full time and is shown once', async (t) => {
  const { shown, advanceClock, setTyping } = twoGateways();
  setTyping(true);
  advanceClock(TTL_MS - 100);
  t.same(shown, [true]);
  advanceClock(200);
  t.same(shown, [true, false]);
});

t.test('a typing state that has ended is not kept alive', async (t) => {
  const { shown, advanceClock, setTyping } = twoGateways();
  setTyping(true);
  advanceClock(2_000);
  setTyping(false);
  advanceClock(20_000);
  t.same(shown, [true, false]);
});

t.test(
  'the typing `true` of one socket expires on time, whatever another socket of the user sends',
  async (t) => {
    const { shown, advanceClock, setTyping } = twoGateways();
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
  const { shown, advanceClock, setTyping, kill, goOffline } = twoGateways();
  setTyping(true);
  advanceClock(2_000);
  kill();
  goOffline();
  t.same(shown, [true, false]);
});
