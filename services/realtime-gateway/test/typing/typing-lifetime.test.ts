import { createLogger } from '@kcs/service-kit';
import t from 'tap';
import { Typing } from '../../src/typing/typing.ts';
import type { TypingUpdate } from '../../src/typing/typing-update.ts';

const TTL_MS = 30_000;
const logger = createLogger({ service: 'test', instanceId: 'test', level: 'silent' });
const ada = { roomId: 'room_1', userId: 'user_ada', userName: 'Ada' };

/** The gateway of the typing user and that of the watcher, on a clock of their own, with a path that can be cut. */
function twoGateways() {
  const shown: boolean[] = [];
  let alive = true;
  const watching = new Typing({
    ttlMs: TTL_MS,
    logger,
    publish: () => {},
    show: ({ isTyping }) => shown.push(isTyping),
  });
  let now = 0;
  const origin = new Typing({
    ttlMs: TTL_MS,
    logger,
    publish: (update: TypingUpdate) => alive && watching.heard(update, now),
    show: () => {},
  });
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; now += 50) for (const one of [origin, watching]) one.tick(now);
  };
  const says = (isTyping: boolean, socketId = 'socket') => origin.said(socketId, { ...ada, isTyping }, now);
  return { shown, pass, says, kill: () => (alive = false) };
}

t.test(
  'typing ends within 15 s of the death of its gateway, whether its user comes back or not',
  async (t) => {
    const { shown, pass, says, kill } = twoGateways();
    says(true);
    pass(2_000);
    kill();
    pass(15_000);
    t.same(shown, [true, false]);
  },
);

t.test('while its gateway lives, one `true` stands for its whole time and is told once', async (t) => {
  const { shown, pass, says } = twoGateways();
  says(true);
  pass(TTL_MS - 100);
  t.same(shown, [true]);
  pass(200);
  t.same(shown, [true, false]);
});

t.test('what ended is not renewed', async (t) => {
  const { shown, pass, says } = twoGateways();
  says(true);
  pass(2_000);
  says(false);
  pass(20_000);
  t.same(shown, [true, false]);
});

t.test('a forgotten `true` of one socket ends in its time, whatever another one says', async (t) => {
  const { shown, pass, says } = twoGateways();
  says(true);
  pass(500);
  says(true, 'another');
  pass(TTL_MS - 1_000);
  says(false, 'another');
  pass(400);
  t.same(shown, [true, true], 'it stands');
  pass(200);
  t.same(shown, [true, true, false]);
});
