import fc from 'fast-check';
import t from 'tap';
import { TypingBudget } from '../../src/typing/typing-budget.ts';

const createTypingUpdate = (userId: string, isTyping: boolean, roomId = 'r') => ({
  roomId,
  userId,
  userName: userId,
  isTyping,
});
const listUserIds = (updates: readonly { userId: string }[]) => updates.map(({ userId }) => userId);

t.test(
  'TYPE-5: five typing `true` updates of a room pass per second, and the others wait for the next seconds',
  async (t) => {
    const typingBudget = new TypingBudget();
    const userIds = Array.from({ length: 12 }, (_, n) => `u${n}`);
    t.same(
      userIds.filter((userId) => typingBudget.offer(createTypingUpdate(userId, true), 0)),
      userIds.slice(0, 5),
    );
    t.ok(
      typingBudget.offer(createTypingUpdate('another', true, 'another room'), 0),
      'each room has its own limit',
    );
    t.same(typingBudget.due(999), []);
    t.same(listUserIds(typingBudget.due(1_000)), userIds.slice(5, 10));
    t.same(listUserIds(typingBudget.due(2_000)), userIds.slice(10));
  },
);

t.test(
  'TYPE-5: if a user stops typing before the `true` was sent, neither `true` nor `false` is sent',
  async (t) => {
    const typingBudget = new TypingBudget();
    for (let n = 0; n < 5; n += 1) typingBudget.offer(createTypingUpdate(`u${n}`, true), 0);
    t.notOk(typingBudget.offer(createTypingUpdate('late', true), 0));
    t.notOk(typingBudget.offer(createTypingUpdate('late', false), 100));
    t.ok(typingBudget.offer(createTypingUpdate('u0', false), 100), 'what was shown ends at once');
    t.notOk(typingBudget.offer(createTypingUpdate('u0', false), 200), 'once');
    t.same(typingBudget.due(5_000), []);
  },
);

t.test('among waiting updates, those of users who are not shown as typing yet come first', async (t) => {
  const typingBudget = new TypingBudget();
  for (let n = 0; n < 5; n += 1) typingBudget.offer(createTypingUpdate(`u${n}`, true), 0);
  for (const userId of ['u0', 'u1', 'new', 'u2', 'u3', 'u4', 'newer'])
    typingBudget.offer(createTypingUpdate(userId, true), 10);
  t.same(listUserIds(typingBudget.due(1_000)), ['new', 'newer', 'u0', 'u1', 'u2']);
});

t.test(
  'for random updates, at most five `true` pass per second, each `false` follows its `true`, and each user’s last state is shown',
  async (t) => {
    const typingStepArbitrary = fc.record({
      afterMs: fc.nat({ max: 400 }),
      user: fc.nat({ max: 15 }).map((n) => `u${n}`),
      isTyping: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(typingStepArbitrary, { maxLength: 80 }), (steps) => {
        const typingBudget = new TypingBudget();
        const shownStartTimes: number[] = [];
        const shownStateByUserId = new Map<string, boolean>();
        const wantedStateByUserId = new Map<string, boolean>();
        const recordShownState = (
          { userId, isTyping }: { userId: string; isTyping: boolean },
          now: number,
        ) => {
          if (!isTyping && !shownStateByUserId.get(userId)) throw new Error('a false without a true');
          if (isTyping) shownStartTimes.push(now);
          shownStateByUserId.set(userId, isTyping);
        };
        let virtualNow = 0;
        for (const { afterMs, user, isTyping } of steps) {
          virtualNow += afterMs;
          for (const due of typingBudget.due(virtualNow)) recordShownState(due, virtualNow);
          wantedStateByUserId.set(user, isTyping);
          if (typingBudget.offer(createTypingUpdate(user, isTyping), virtualNow))
            recordShownState(createTypingUpdate(user, isTyping), virtualNow);
        }
        for (let second = 1; second <= 20; second += 1) {
          for (const due of typingBudget.due(virtualNow + second * 1_000))
            recordShownState(due, virtualNow + second * 1_000);
        }
        const areStartsPaced = shownStartTimes.every(
          (at, n) => n < 5 || at - (shownStartTimes[n - 5] as number) >= 1_000,
        );
        return (
          areStartsPaced &&
          [...wantedStateByUserId].every(
            ([user, isTyping]) => (shownStateByUserId.get(user) ?? false) === isTyping,
          )
        );
      }),
    );
    t.pass('for any updates');
  },
);
