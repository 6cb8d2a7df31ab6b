import t from 'tap';
import { createSeenReporter } from '../../src/chat/seen-reporter.ts';
import { buildMessage, buildRoom, MY_USER_ID, ROOM_ID } from '../support/samples.ts';
import { createTestContext, type StandInDependencies } from '../support/test-context.ts';

/**
 * Creates the seen reporter of a client whose read cursor in the room is at seq 7. Messages 8 and 9 are from others,
 * and message 10 is from the user.
 */
function createTestSeenReporter(parts: StandInDependencies) {
  const { context, store, time } = createTestContext(parts);
  store.dispatch({ type: 'room-removed', roomId: ROOM_ID });
  store.dispatch({ type: 'room-loaded', room: buildRoom({ last_seen_seq: 7, unread_count: 2 }) });
  store.dispatch({ type: 'timeline-opened', roomId: ROOM_ID });
  const messages = [buildMessage(8), buildMessage(9), buildMessage(10, { sender_id: MY_USER_ID })];
  const timelineVersion = store.get().lastVersion;
  store.dispatch({
    type: 'page-loaded',
    roomId: ROOM_ID,
    page: { messages, hasOlder: false },
    version: timelineVersion,
  });
  const seenReporter = createSeenReporter(context, { refreshIfStale: () => undefined });
  const getReadCursor = () => store.get().rooms[ROOM_ID]?.summary.last_seen_seq;
  return { reporter: seenReporter, time, cursor: getReadCursor };
}

t.test(
  "messages that come on screen together are reported in one request, with the ids of other users' messages",
  async (t) => {
    const sentRequests: unknown[] = [];
    const recordRequest = async (event: string, payload: unknown) => void sentRequests.push([event, payload]);
    const { reporter, time, cursor } = createTestSeenReporter({ link: { request: recordRequest as never } });
    reporter.markSeen(ROOM_ID, 8);
    reporter.markSeen(ROOM_ID, 9);
    reporter.markSeen(ROOM_ID, 8);
    t.equal(cursor(), 9, 'shown as read at once');
    await time.run(1_000);
    t.same(sentRequests, [['mark-messages-seen', { roomId: ROOM_ID, messageIds: ['m8', 'm9'] }]]);
  },
);

t.test(
  "the seq is reported over REST while disconnected, or if the last event seen is not another user's message",
  async (t) => {
    for (const [link, seq] of [
      [undefined, 9],
      [{ request: async () => t.fail('message ids cannot express this range') as never }, 10],
    ] as const) {
      const sentRequests: unknown[] = [];
      const standInApi = { markSeen: async (...args: unknown[]) => void sentRequests.push(args) };
      const { reporter, time } = createTestSeenReporter(
        link ? { api: standInApi, link } : { api: standInApi },
      );
      reporter.markSeen(ROOM_ID, seq);
      await time.run(1_000);
      t.same(sentRequests, [[ROOM_ID, seq]]);
    }
  },
);
