import t from 'tap';
import { deliverEvents } from '../../src/chat/deliver.ts';
import { createSummaryRefresher } from '../../src/chat/summary-refresher.ts';
import { buildMessageUpdatedEvent, buildRoom, MY_USER_ID, ROOM_ID } from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

t.test(
  'a summary with uncertain unread counts is loaded again, and several changes share one request',
  async (t) => {
    let roomLoadCount = 0;
    const { context, store, time } = createTestContext({
      api: {
        room: async () => {
          roomLoadCount += 1;
          return buildRoom({ last_seq: 12, last_seen_seq: 4, unread_count: 5, mention_count: 1 });
        },
      },
    });
    const summaryRefresher = createSummaryRefresher(context);
    store.dispatch({ type: 'room-removed', roomId: ROOM_ID });
    store.dispatch({ type: 'room-loaded', room: buildRoom({ last_seen_seq: 4, unread_count: 5 }) });
    summaryRefresher.refreshIfStale(ROOM_ID);
    await time.run(60_000);
    t.equal(roomLoadCount, 0, 'the counts are certain');
    // Only the server knows whether messages 7 and 8 mentioned the user before these edits.
    deliverEvents(context, ROOM_ID, [
      buildMessageUpdatedEvent(11, 7, { mentions: [MY_USER_ID] }),
      buildMessageUpdatedEvent(12, 8, { mentions: [MY_USER_ID] }),
    ]);
    await time.run(60_000);
    t.equal(roomLoadCount, 1);
    t.equal(store.get().rooms[ROOM_ID]?.summary.mention_count, 1);
  },
);
