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
  const watching = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: () => {},
    show: ({ isTyping }) => shown.push(isTyping),
  });
  let now = 0;
  const origin = new Typing({
    ttlMs: TTL_MS,
    logger: silentLogger,
    publish: (update: TypingUpdate) => alive && watching.receive(update, now),
    show: () => {},
  });
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; now += 50)
      for (const typing of [origin, watching]) typing.tick(now);
  };
  const types = (isTyping: boolean, socketId = 'socket') =>
    origin.update(socketId, { ...ada, isTyping }, now);
  return {
    shown,
    pass,
    types,
    kill: () => (alive = false),
    goOffline: () => watching.userOffline(ada.userId, now),
  };
}

t.test('typing ends within 15 s after the gateway of the typing user dies', async (t) => {
  const { shown, pass, types, kill } = twoGateways();
  types(true);
  pass(2_000);
  kill();
  pass(15_000);
  t.same(shown, [true, false]);
});

t.test('while its gateway is alive, a typing `true` lasts its full time and is shown once', async (t) => {
  const { shown, pass, types } = twoGateways();
  types(true);
  pass(TTL_MS - 100);
  t.same(shown, [true]);
  pass(200);
  t.same(shown, [true, false]);
});

t.test('a typing state that has ended is not kept alive', async (t) => {
  const { shown, pass, types } = twoGateways();
  types(true);
  pass(2_000);
  types(false);
  pass(20_000);
  t.same(shown, [true, false]);
});

t.test(
  'the typing `true` of one socket expires on time, whatever another socket of the user sends',
  async (t) => {
    const { shown, pass, types } = twoGateways();
    types(true);
    pass(500);
    types(true, 'another');
    pass(TTL_MS - 1_000);
    types(false, 'another');
    pass(400);
    t.same(shown, [true, true], 'still typing');
    pass(200);
    t.same(shown, [true, true, false]);
  },
);

t.test('typing ends immediately when presence reports the user as offline', async (t) => {
  const { shown, pass, types, kill, goOffline } = twoGateways();
  types(true);
  pass(2_000);
  kill();
  goOffline();
  t.same(shown, [true, false]);
});
