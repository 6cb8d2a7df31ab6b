import t from 'tap';
import type { LaidOutMessage } from '../../src/timeline/message-layout.ts';
import { mergeSystemMessages } from '../../src/timeline/timeline-entries.ts';

const rows = [3, 5, 8].map((seq) => ({ message: { seq } }) as LaidOutMessage);
const systemMessages = [2, 4, 6, 7, 9].map((seq) => ({ seq, text: '' }));
const order = (hasOlder: boolean) =>
  mergeSystemMessages(rows, systemMessages, hasOlder).map((entry) =>
    'systemMessage' in entry ? `-${entry.systemMessage.seq}` : entry.row.message.seq,
  );

t.test('system messages are merged by seq, and none appears before the loaded messages', async (t) => {
  t.same(order(true), [3, '-4', 5, '-6', '-7', 8, '-9']);
  t.same(mergeSystemMessages([], systemMessages, true), []);
});

t.test('all system messages appear once the whole history is loaded', async (t) => {
  t.same(order(false), ['-2', 3, '-4', 5, '-6', '-7', 8, '-9']);
});
