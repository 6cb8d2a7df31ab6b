import fc from 'fast-check';
import t from 'tap';
import { TypingBudget } from '../../src/typing/typing-budget.ts';

const createUpdate = (userId: string, isTyping: boolean, roomId = 'r') => ({
  roomId,
  userId,
  userName: userId,
  isTyping,
});
const listUserIds = (updates: readonly { userId: string }[]) => updates.map(({ userId }) => userId);

t.test(
  'TYPE-5: five typing `true` updates of a room pass per second, and the others wait for the next seconds',
  async (t) => {
    const budget = new TypingBudget();
    const userIds = Array.from({ length: 12 }, (_, n) => `u${n}`);
    t.same(
      userIds.filter((userId) => budget.offer(createUpdate(userId, true), 0)),
      userIds.slice(0, 5),
    );
    t.ok(budget.offer(createUpdate('another', true, 'another room'), 0), 'each room has its own limit');
    t.same(budget.due(999), []);
    t.same(listUserIds(budget.due(1_000)), userIds.slice(5, 10));
    t.same(listUserIds(budget.due(2_000)), userIds.slice(10));
  },
);

t.test(
  'TYPE-5: if a user stops typing before the `true` was sent, neither `true` nor `false` is sent',
  async (t) => {
    const budget = new TypingBudget();
    for (let n = 0; n < 5; n += 1) budget.offer(createUpdate(`u${n}`, true), 0);
    t.notOk(budget.offer(createUpdate('late', true), 0));
    t.notOk(budget.offer(createUpdate('late', false), 100));
    t.ok(budget.offer(createUpdate('u0', false), 100), 'what was shown ends at once');
    t.notOk(budget.offer(createUpdate('u0', false), 200), 'once');
    t.same(budget.due(5_000), []);
  },
);

t.test('among waiting updates, those of users who are not shown as typing yet come first', async (t) => {
  const budget = new TypingBudget();
  for (let n = 0; n < 5; n += 1) budget.offer(createUpdate(`u${n}`, true), 0);
  for (const userId of ['u0', 'u1', 'new', 'u2', 'u3', 'u4', 'newer'])
    budget.offer(createUpdate(userId, true), 10);
  t.same(listUserIds(budget.due(1_000)), ['new', 'newer', 'u0', 'u1', 'u2']);
});

t.test(
  'for random updates, at most five `true` pass per second, each `false` follows its `true`, and each user’s last state is shown',
  async (t) => {
    const arbitraryStep = fc.record({
      afterMs: fc.nat({ max: 400 }),
      user: fc.nat({ max: 15 }).map((n) => `u${n}`),
      isTyping: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 80 }), (steps) => {
        const budget = new TypingBudget();
        const shownAt: number[] = [];
        const shownStateByUser = new Map<string, boolean>();
        const wantedStateByUser = new Map<string, boolean>();
        const recordShown = ({ userId, isTyping }: { userId: string; isTyping: boolean }, now: number) => {
          if (!isTyping && !shownStateByUser.get(userId)) throw new Error('a false without a true');
          if (isTyping) shownAt.push(now);
          shownStateByUser.set(userId, isTyping);
        };
        let now = 0;
        for (const { afterMs, user, isTyping } of steps) {
          now += afterMs;
          for (const due of budget.due(now)) recordShown(due, now);
          wantedStateByUser.set(user, isTyping);
          if (budget.offer(createUpdate(user, isTyping), now)) recordShown(createUpdate(user, isTyping), now);
        }
        for (let second = 1; second <= 20; second += 1) {
          for (const due of budget.due(now + second * 1_000)) recordShown(due, now + second * 1_000);
        }
        const isPaced = shownAt.every((at, n) => n < 5 || at - (shownAt[n - 5] as number) >= 1_000);
        return (
          isPaced &&
          [...wantedStateByUser].every(
            ([user, isTyping]) => (shownStateByUser.get(user) ?? false) === isTyping,
          )
        );
      }),
    );
    t.pass('for any updates');
  },
);
