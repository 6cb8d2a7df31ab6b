import t from 'tap';
import { typingText } from '../src/format/typing-text.ts';
import { notTyping, nowTyping, TYPING_SHOWN_MS, typingAt } from '../src/state/typing.ts';

t.test('typing ends by its end, or by itself when the end is lost', async (t) => {
  const typing = nowTyping(nowTyping({}, 'room', 'a', 'Ada', 0), 'room', 'b', 'Ben', 5_000);
  t.strictSame(Object.keys(notTyping(typing, 'room', 'a').room ?? {}), ['b']);
  t.equal(typingAt(typing, TYPING_SHOWN_MS - 1), typing, 'nothing changes before');
  t.strictSame(Object.keys(typingAt(typing, TYPING_SHOWN_MS).room ?? {}), ['b']);
  t.strictSame(typingAt(typing, TYPING_SHOWN_MS + 5_000), { room: {} });
});

t.test('the end of a typing that was never told changes nothing', async (t) => {
  const typing = nowTyping({}, 'room', 'a', 'Ada', 0);
  t.equal(notTyping(typing, 'room', 'b'), typing);
  t.equal(notTyping(typing, 'other', 'a'), typing);
});

t.test('typing is told in words', async (t) => {
  t.equal(typingText([]), '');
  t.equal(typingText(['Ada']), 'Ada is typing…');
  t.equal(typingText(['Ada', 'Ben']), 'Ada and Ben are typing…');
  t.equal(typingText(['Ada', 'Ben', 'Cy']), 'Ada and 2 others are typing…');
});
