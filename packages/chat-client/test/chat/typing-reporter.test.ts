import t from 'tap';
import { createTypingReporter } from '../../src/chat/typing-reporter.ts';
import { createTestContext } from '../support/test-context.ts';

/** Creates a typing reporter. `sent` records the updates that it sends, as `room true` or `room false`. */
function createTestTypingReporter() {
  const sentUpdates: string[] = [];
  const recordUpdate = (_event: string, { roomId, isTyping }: { roomId: string; isTyping: boolean }) =>
    void sentUpdates.push(`${roomId} ${isTyping}`);
  const { context, time } = createTestContext({ link: { emit: recordUpdate } });
  return { sent: sentUpdates, time, typing: createTypingReporter(context) };
}

t.test('typing is reported at its start, every 4 s while it continues, and at its end', async (t) => {
  const { sent, time, typing } = createTestTypingReporter();
  for (let second = 0; second < 10; second += 1) {
    typing.reportKeyPress('a');
    await time.run(1_000);
  }
  t.same(sent, ['a true', 'a true', 'a true']);
  await time.run(10_000);
  t.same(sent.slice(3), ['a false']);
});

t.test('typing in another room ends typing in the first room, and each end is reported once', async (t) => {
  const { sent, time, typing } = createTestTypingReporter();
  typing.reportKeyPress('a');
  typing.reportKeyPress('b');
  typing.stop();
  typing.stop();
  await time.run(60_000);
  t.same(sent, ['a true', 'a false', 'b true', 'b false']);
});
