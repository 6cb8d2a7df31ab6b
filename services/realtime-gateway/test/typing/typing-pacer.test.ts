import fc from 'fast-check';
import t from 'tap';
import { TypingPacer } from '../../src/typing/typing-pacer.ts';

t.test(
  'TYPE-1: the first typing update passes immediately, and only the last of the following ones passes when the second ends',
  async (t) => {
    const typingPacer = new TypingPacer(30_000);
    t.equal(typingPacer.update('k', true, 0), true);
    t.equal(typingPacer.update('k', false, 100), undefined);
    t.equal(typingPacer.update('k', true, 200), undefined);
    t.equal(typingPacer.update('k', false, 300), undefined);
    t.same(typingPacer.due(999), []);
    t.same(typingPacer.due(1_000), [['k', false]]);
    t.same(typingPacer.due(5_000), []);
    t.notOk(typingPacer.has('k'), 'a key that stopped is forgotten');
  },
);

t.test('a typing `true` expires if it is not repeated', async (t) => {
  const typingPacer = new TypingPacer(30_000);
  typingPacer.update('k', true, 0);
  t.equal(typingPacer.update('k', true, 20_000), true);
  t.same(typingPacer.due(49_999), []);
  t.same(typingPacer.due(50_000), [['k', false]]);
});

t.test(
  'at most one typing update per second is passed on, and the last state passed on is the last one received',
  async (t) => {
    const updateArbitrary = fc.record({ after: fc.integer({ min: 1, max: 700 }), isTyping: fc.boolean() });
    fc.assert(
      fc.property(fc.array(updateArbitrary, { minLength: 1, maxLength: 60 }), (story) => {
        const typingPacer = new TypingPacer(600_000);
        const shownUpdates: { at: number; isTyping: boolean }[] = [];
        let virtualNow = 0;
        for (const { after, isTyping } of story) {
          for (let at = virtualNow + 1; at <= virtualNow + after; at += 50) {
            for (const [, due] of typingPacer.due(at)) shownUpdates.push({ at, isTyping: due });
          }
          virtualNow += after;
          const passedState = typingPacer.update('k', isTyping, virtualNow);
          if (passedState !== undefined) shownUpdates.push({ at: virtualNow, isTyping: passedState });
        }
        for (const [, due] of typingPacer.due(virtualNow + 1_000))
          shownUpdates.push({ at: virtualNow + 1_000, isTyping: due });
        const areUpdatesPaced = shownUpdates.every(
          ({ at }, n) => n === 0 || at - (shownUpdates[n - 1]?.at ?? 0) >= 1_000,
        );
        return areUpdatesPaced && shownUpdates.at(-1)?.isTyping === story.at(-1)?.isTyping;
      }),
    );
    t.pass('for any updates');
  },
);
