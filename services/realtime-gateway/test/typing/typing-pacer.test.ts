import fc from 'fast-check';
import t from 'tap';
import { TypingPacer } from '../../src/typing/typing-pacer.ts';

t.test(
  'TYPE-1: the first typing update passes immediately, and only the last of the following ones passes when the second ends',
  async (t) => {
    const pacer = new TypingPacer(30_000);
    t.equal(pacer.update('k', true, 0), true);
    t.equal(pacer.update('k', false, 100), undefined);
    t.equal(pacer.update('k', true, 200), undefined);
    t.equal(pacer.update('k', false, 300), undefined);
    t.same(pacer.due(999), []);
    t.same(pacer.due(1_000), [['k', false]]);
    t.same(pacer.due(5_000), []);
    t.notOk(pacer.has('k'), 'a key that stopped is forgotten');
  },
);

t.test('a typing `true` expires if it is not repeated', async (t) => {
  const pacer = new TypingPacer(30_000);
  pacer.update('k', true, 0);
  t.equal(pacer.update('k', true, 20_000), true);
  t.same(pacer.due(49_999), []);
  t.same(pacer.due(50_000), [['k', false]]);
});

t.test(
  'at most one typing update per second is passed on, and the last state passed on is the last one received',
  async (t) => {
    const arbitraryUpdate = fc.record({ after: fc.integer({ min: 1, max: 700 }), isTyping: fc.boolean() });
    fc.assert(
      fc.property(fc.array(arbitraryUpdate, { minLength: 1, maxLength: 60 }), (story) => {
        const pacer = new TypingPacer(600_000);
        const shownUpdates: { at: number; isTyping: boolean }[] = [];
        let now = 0;
        for (const { after, isTyping } of story) {
          for (let at = now + 1; at <= now + after; at += 50) {
            for (const [, due] of pacer.due(at)) shownUpdates.push({ at, isTyping: due });
          }
          now += after;
          const returnedState = pacer.update('k', isTyping, now);
          if (returnedState !== undefined) shownUpdates.push({ at: now, isTyping: returnedState });
        }
        for (const [, due] of pacer.due(now + 1_000)) shownUpdates.push({ at: now + 1_000, isTyping: due });
        const isPaced = shownUpdates.every(
          ({ at }, n) => n === 0 || at - (shownUpdates[n - 1]?.at ?? 0) >= 1_000,
        );
        return isPaced && shownUpdates.at(-1)?.isTyping === story.at(-1)?.isTyping;
      }),
    );
    t.pass('for any updates');
  },
);
