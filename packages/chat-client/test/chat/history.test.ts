import t from 'tap';
import { createUnreachableError } from '../../src/api/api-error.ts';
import { loadAround, loadNewer, loadNewest, loadOlder, openTimeline } from '../../src/chat/history.ts';
import { messageOf, ROOM_ID, roomOf } from '../support/samples.ts';
import { testContext } from '../support/test-context.ts';

t.test('a timeline opens with the newest page and continues with older ones', async (t) => {
  const { context, store } = testContext({
    api: {
      newestMessages: async () => ({ items: [messageOf(9), messageOf(8)], hasMore: true }),
      messagesBefore: async (_roomId, seq) => ({ items: [messageOf(seq - 1)], hasMore: false }),
    },
  });
  const seqs = () => store.get().timelines[ROOM_ID]?.messages.map(({ seq }) => seq);
  await openTimeline(context, ROOM_ID);
  t.same(seqs(), [8, 9]);
  await loadOlder(context, ROOM_ID);
  t.same(seqs(), [7, 8, 9]);
  await loadOlder(context, ROOM_ID);
  t.same(seqs(), [7, 8, 9], 'there are no older messages');
});

t.test(
  'a first page that fails to load is shown as failed, and opening the room again loads it',
  async (t) => {
    let fails = true;
    const { context, store } = testContext({
      api: {
        newestMessages: async () => ({ items: [messageOf(9)], hasMore: true }),
        messagesBefore: async () => {
          if (fails) throw createUnreachableError();
          return { items: [messageOf(8)], hasMore: false };
        },
      },
    });
    await openTimeline(context, ROOM_ID);
    await loadOlder(context, ROOM_ID);
    t.match(store.get().timelines[ROOM_ID], { failed: true, loading: false });
    fails = false;
    await openTimeline(context, ROOM_ID);
    t.match(store.get().timelines[ROOM_ID], { failed: false, messages: [{ seq: 9 }] });
  },
);

/**
 * Creates the context of a client with one room of 100 messages, of which the user has read 10. Every page has five
 * messages.
 */
function start() {
  let fails = false;
  const requestedPages: string[] = [];
  const pageFrom = (first: number, name: string) => {
    requestedPages.push(`${name} ${first}`);
    if (fails) throw createUnreachableError();
    return Array.from({ length: 5 }, (_, n) => messageOf(first + n)).reverse();
  };
  const { context, store } = testContext({
    api: {
      newestMessages: async () => ({ items: pageFrom(96, 'newest'), hasMore: true }),
      messagesAfter: async (_roomId, seq) => ({ items: pageFrom(seq + 1, 'after'), hasMore: seq < 95 }),
      messagesAround: async (_roomId, seq) => ({
        items: pageFrom(Math.max(1, seq - 2), 'around'),
        hasMore: seq > 3,
        hasNewer: true,
      }),
    },
  });
  store.dispatch({
    type: 'room-loaded',
    room: roomOf({ last_seq: 100, last_seen_seq: 10, unread_count: 90 }),
  });
  const timeline = () => store.get().timelines[ROOM_ID];
  const seqs = () => timeline()?.messages.map(({ seq }) => seq);
  return { context, timeline, seqs, requestedPages, setFails: (value: boolean) => (fails = value) };
}

t.test('a timeline can open at the first unread message and then load pages of newer messages', async (t) => {
  const { context, timeline, seqs } = start();
  await openTimeline(context, ROOM_ID, 'unread');
  t.same(seqs(), [9, 10, 11, 12, 13]);
  t.match(timeline(), { hasOlder: true, hasNewer: true });
  await loadNewer(context, ROOM_ID);
  t.same(seqs(), [9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
});

t.test('the window moves to a message, and back to the newest messages', async (t) => {
  const { context, seqs, requestedPages, timeline } = start();
  await openTimeline(context, ROOM_ID);
  await loadAround(context, ROOM_ID, 98);
  t.same(requestedPages, ['newest 96'], 'a message inside the window needs no request');
  await loadAround(context, ROOM_ID, 50);
  t.same(seqs(), [48, 49, 50, 51, 52]);
  await loadNewest(context, ROOM_ID);
  t.same(seqs(), [96, 97, 98, 99, 100]);
  t.match(timeline(), { hasNewer: false });
});

t.test('if moving the window fails, the call rejects and the window stays where it was', async (t) => {
  const { context, seqs, timeline, setFails } = start();
  await openTimeline(context, ROOM_ID);
  setFails(true);
  await t.rejects(loadAround(context, ROOM_ID, 50), { code: 'UNREACHABLE' });
  t.same(seqs(), [96, 97, 98, 99, 100]);
  t.match(timeline(), { loading: false, failed: false });
});
