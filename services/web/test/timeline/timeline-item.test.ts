import t from 'tap';
import type { LaidOutMessage } from '../../src/timeline/message-layout.ts';
import { createTimelineItems } from '../../src/timeline/timeline-item.ts';
import { ADA, BEN, createMessage, createPendingMessage, SENT_BY_ADA } from '../support/sample-data.ts';

const messageRows = [3, 5, 8].map((seq) => ({ message: createMessage(seq) }) as LaidOutMessage);
const systemMessages = [2, 4, 6, 7, 9].map((seq) => ({ seq, text: '' }));
const createItems = (changes: Partial<Parameters<typeof createTimelineItems>[0]>) =>
  createTimelineItems({
    myId: ADA.id,
    rows: messageRows,
    systemMessages,
    pending: [],
    hasOlder: false,
    hasNewer: false,
    ...changes,
  });
const listItemKeys = (changes: Partial<Parameters<typeof createTimelineItems>[0]>) =>
  createItems(changes).map(({ key }) => key);
const getSystemMessageKey = (seq: number) => `system-${seq}`;
const getStoredMessageKey = (seq: number) => `message-${seq}`;

t.test(
  'system messages appear between the loaded messages in order of seq, and never beyond the loaded messages',
  async (t) => {
    t.same(listItemKeys({ hasOlder: true, hasNewer: true }), [
      'top',
      getStoredMessageKey(3),
      getSystemMessageKey(4),
      getStoredMessageKey(5),
      getSystemMessageKey(6),
      getSystemMessageKey(7),
      getStoredMessageKey(8),
      'more',
    ]);
    t.same(listItemKeys({ rows: [], hasOlder: true }), ['top']);
  },
);

t.test('when the whole history is loaded, all system messages appear', async (t) => {
  t.same(listItemKeys({}), [
    'top',
    getSystemMessageKey(2),
    getStoredMessageKey(3),
    getSystemMessageKey(4),
    getStoredMessageKey(5),
    getSystemMessageKey(6),
    getSystemMessageKey(7),
    getStoredMessageKey(8),
    getSystemMessageKey(9),
  ]);
});

t.test('a pending message keeps its timeline entry when it is stored', async (t) => {
  const clientMsgId = 'm1';
  const [pending] = createItems({
    rows: [],
    systemMessages: [],
    pending: [createPendingMessage({ clientMsgId })],
  }).slice(-1);
  const listKeysAfterStoring = (changes: object) =>
    listItemKeys({
      rows: [{ message: createMessage(3, { client_msg_id: clientMsgId, ...changes }) } as LaidOutMessage],
    });
  t.ok(listKeysAfterStoring(SENT_BY_ADA).includes(pending?.key ?? ''));
  t.notOk(
    listKeysAfterStoring({ sender_id: BEN.id }).includes(pending?.key ?? ''),
    'another person may use the same id',
  );
});
