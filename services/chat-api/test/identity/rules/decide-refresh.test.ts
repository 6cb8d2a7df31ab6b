import t from 'tap';
import { decideRefresh, REFRESH_GRACE_PERIOD_MS } from '../../../src/identity/rules/decide-refresh.ts';

const now = new Date('2026-01-31T12:00:00Z');
const timeBeforeNow = (ms: number) => new Date(now.getTime() - ms);
const decisionCases: [string, Parameters<typeof decideRefresh>, string][] = [
  [
    'the current token',
    [{ generation: 5, rotatedAt: timeBeforeNow(1), alive: true, isOnSessionBrowser: false }, 5, now],
    'rotate',
  ],
  [
    'the current token, after years',
    [{ generation: 5, rotatedAt: timeBeforeNow(1e11), alive: true, isOnSessionBrowser: false }, 5, now],
    'rotate',
  ],
  [
    'the previous token at once',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: true, isOnSessionBrowser: false }, 4, now],
    'repeat',
  ],
  [
    'the previous token at 60 s',
    [
      {
        generation: 5,
        rotatedAt: timeBeforeNow(REFRESH_GRACE_PERIOD_MS),
        alive: true,
        isOnSessionBrowser: false,
      },
      4,
      now,
    ],
    'repeat',
  ],
  [
    'the previous token after 60 s',
    [
      {
        generation: 5,
        rotatedAt: timeBeforeNow(REFRESH_GRACE_PERIOD_MS + 1),
        alive: true,
        isOnSessionBrowser: false,
      },
      4,
      now,
    ],
    'reuse',
  ],
  [
    'an older token',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: true, isOnSessionBrowser: false }, 3, now],
    'reuse',
  ],
  [
    'an older token in the browser that created the session',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: true, isOnSessionBrowser: true }, 3, now],
    'refuse',
  ],
  [
    'a future token',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: true, isOnSessionBrowser: false }, 6, now],
    'refuse',
  ],
  [
    'the current token of an ended session',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: false, isOnSessionBrowser: false }, 5, now],
    'refuse',
  ],
  [
    'an old token of an ended session',
    [{ generation: 5, rotatedAt: timeBeforeNow(0), alive: false, isOnSessionBrowser: false }, 1, now],
    'refuse',
  ],
  ['a token of an unknown session', [undefined, 1, now], 'refuse'],
];
for (const [name, input, verdict] of decisionCases) {
  t.test(`decideRefresh returns "${verdict}" for ${name}`, async (t) =>
    t.equal(decideRefresh(...input), verdict),
  );
}
