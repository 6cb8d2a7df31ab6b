import t from 'tap';
import { unreachableError } from '../../src/api/api-error.ts';
import { loadOlder, openTimeline } from '../../src/chat/history.ts';
import { messageOf, ROOM_ID } from '../support/samples.ts';
import { testContext } from '../support/test-context.ts';

t.test('a timeline opens with the newest page, and older pages are loaded on request', async (t) => {
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
  'if a page fails to load, the timeline is marked as failed, and opening it again retries the page',
  async (t) => {
    let fails = true;
    const { context, store } = testContext({
      api: {
        newestMessages: async () => ({ items: [messageOf(9)], hasMore: true }),
        messagesBefore: async () => {
          if (fails) throw unreachableError();
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
