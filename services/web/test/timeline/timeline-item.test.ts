import t from 'tap';
import type { LaidOutMessage } from '../../src/timeline/message-layout.ts';
import { createTimelineItems } from '../../src/timeline/timeline-item.ts';
import { ADA, BEN, fromAda, message, pendingMessage } from '../support/sample-data.ts';

const rows = [3, 5, 8].map((seq) => ({ message: message(seq) }) as LaidOutMessage);
const systemMessages = [2, 4, 6, 7, 9].map((seq) => ({ seq, text: '' }));
const items = (changes: Partial<Parameters<typeof createTimelineItems>[0]>) =>
  createTimelineItems({
    myId: ADA.id,
    rows,
    systemMessages,
    pending: [],
    hasOlder: false,
    hasNewer: false,
    ...changes,
  });
const keys = (changes: Partial<Parameters<typeof createTimelineItems>[0]>) =>
  items(changes).map(({ key }) => key);
const system = (seq: number) => `system-${seq}`;
const stored = (seq: number) => `message-${seq}`;

t.test(
  'system messages appear between the loaded messages in order of seq, and never beyond the loaded messages',
  async (t) => {
    t.same(keys({ hasOlder: true, hasNewer: true }), [
      'top',
      stored(3),
      system(4),
      stored(5),
      system(6),
      system(7),
      stored(8),
      'more',
    ]);
    t.same(keys({ rows: [], hasOlder: true }), ['top']);
  },
);

t.test('when the whole history is loaded, all system messages appear', async (t) => {
  t.same(keys({}), [
    'top',
    system(2),
    stored(3),
    system(4),
    stored(5),
    system(6),
    system(7),
    stored(8),
    system(9),
  ]);
});

t.test('a pending message keeps its timeline entry when it is stored', async (t) => {
  const clientMsgId = 'm1';
  const [pending] = items({
    rows: [],
    systemMessages: [],
    pending: [pendingMessage({ clientMsgId })],
  }).slice(-1);
  const storedBy = (changes: object) =>
    keys({
      rows: [{ message: message(3, { client_msg_id: clientMsgId, ...changes }) } as LaidOutMessage],
    });
  t.ok(storedBy(fromAda).includes(pending?.key ?? ''));
  t.notOk(storedBy({ sender_id: BEN.id }).includes(pending?.key ?? ''), 'another person may use the same id');
});
