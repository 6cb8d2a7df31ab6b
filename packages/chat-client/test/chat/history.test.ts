import t from 'tap';
import { createUnreachableError } from '../../src/api/api-error.ts';
import {
  loadMessagesAround,
  loadNewerMessages,
  loadNewestMessages,
  loadOlderMessages,
  openTimeline,
} from '../../src/chat/history.ts';
import { buildMessage, buildRoom, ROOM_ID } from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

t.test('a timeline opens with the newest page and continues with older ones', async (t) => {
  const { context, store } = createTestContext({
    api: {
      newestMessages: async () => ({ items: [buildMessage(9), buildMessage(8)], hasMore: true }),
      messagesBefore: async (_roomId, seq) => ({ items: [buildMessage(seq - 1)], hasMore: false }),
    },
  });
  const listTimelineSeqs = () => store.get().timelines[ROOM_ID]?.messages.map(({ seq }) => seq);
  await openTimeline(context, ROOM_ID);
  t.same(listTimelineSeqs(), [8, 9]);
  await loadOlderMessages(context, ROOM_ID);
  t.same(listTimelineSeqs(), [7, 8, 9]);
  await loadOlderMessages(context, ROOM_ID);
  t.same(listTimelineSeqs(), [7, 8, 9], 'there are no older messages');
});

t.test(
  'a first page that fails to load is shown as failed, and opening the room again loads it',
  async (t) => {
    let isServerFailing = true;
    const { context, store } = createTestContext({
      api: {
        newestMessages: async () => ({ items: [buildMessage(9)], hasMore: true }),
        messagesBefore: async () => {
          if (isServerFailing) throw createUnreachableError();
          return { items: [buildMessage(8)], hasMore: false };
        },
      },
    });
    await openTimeline(context, ROOM_ID);
    await loadOlderMessages(context, ROOM_ID);
    t.match(store.get().timelines[ROOM_ID], { failed: true, loading: false });
    isServerFailing = false;
    await openTimeline(context, ROOM_ID);
    t.match(store.get().timelines[ROOM_ID], { failed: false, messages: [{ seq: 9 }] });
  },
);

/**
 * Creates the context of a client with one room of 100 messages, of which the user has read 10. Every page has five
 * messages.
 */
function createHistoryTestContext() {
  let isServerFailing = false;
  const requestedPages: string[] = [];
  const respondWithMessages = (first: number, name: string) => {
    requestedPages.push(`${name} ${first}`);
    if (isServerFailing) throw createUnreachableError();
    return Array.from({ length: 5 }, (_, n) => buildMessage(first + n)).reverse();
  };
  const { context, store } = createTestContext({
    api: {
      newestMessages: async () => ({ items: respondWithMessages(96, 'newest'), hasMore: true }),
      messagesAfter: async (_roomId, seq) => ({
        items: respondWithMessages(seq + 1, 'after'),
        hasMore: seq < 95,
      }),
      messagesAround: async (_roomId, seq) => ({
        items: respondWithMessages(Math.max(1, seq - 2), 'around'),
        hasMore: seq > 3,
        hasNewer: true,
      }),
    },
  });
  store.dispatch({
    type: 'room-loaded',
    room: buildRoom({ last_seq: 100, last_seen_seq: 10, unread_count: 90 }),
  });
  const getTimeline = () => store.get().timelines[ROOM_ID];
  const listTimelineSeqs = () => getTimeline()?.messages.map(({ seq }) => seq);
  return {
    context,
    timeline: getTimeline,
    seqs: listTimelineSeqs,
    requestedPages,
    setFails: (value: boolean) => (isServerFailing = value),
  };
}

t.test('a timeline can open at the first unread message and then load pages of newer messages', async (t) => {
  const { context, timeline, seqs } = createHistoryTestContext();
  await openTimeline(context, ROOM_ID, 'unread');
  t.same(seqs(), [9, 10, 11, 12, 13]);
  t.match(timeline(), { hasOlder: true, hasNewer: true });
  await loadNewerMessages(context, ROOM_ID);
  t.same(seqs(), [9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

t.test("a timeline's window can move to a given message, and back to the newest messages", async (t) => {
  const { context, seqs, requestedPages, timeline } = createHistoryTestContext();
  await openTimeline(context, ROOM_ID);
  await loadMessagesAround(context, ROOM_ID, 98);
  t.same(requestedPages, ['newest 96'], 'a message inside the window needs no request');
  await loadMessagesAround(context, ROOM_ID, 50);
  t.same(seqs(), [48, 49, 50, 51, 52]);
  await loadNewestMessages(context, ROOM_ID);
  t.same(seqs(), [96, 97, 98, 99, 100]);
  t.match(timeline(), { hasNewer: false });
});

t.test('if moving the window fails, the call rejects and the window stays where it was', async (t) => {
  const { context, seqs, timeline, setFails } = createHistoryTestContext();
  await openTimeline(context, ROOM_ID);
  setFails(true);
  await t.rejects(loadMessagesAround(context, ROOM_ID, 50), { code: 'UNREACHABLE' });
  t.same(seqs(), [96, 97, 98, 99, 100]);
  t.match(timeline(), { loading: false, failed: false });
});
