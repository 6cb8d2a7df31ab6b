import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import type { ChatApi } from '../../src/api/chat-api.ts';
import { deliverEvents } from '../../src/chat/deliver.ts';
import { createNotificationCenter } from '../../src/chat/notification-center.ts';
import {
  buildLiveNotification,
  buildMention,
  buildMessageCreatedEvent,
  buildMessageDeletedEvent,
  buildNotification,
  buildRoom,
  MY_USER_ID,
  ROOM_ID,
} from '../support/samples.ts';
import { createTestContext } from '../support/test-context.ts';

type Page = Awaited<ReturnType<ChatApi['notifications']>>;

const buildPage = (items: Page['items'], fields: Partial<Page> = {}): Page => ({
  ...{ items, nextCursor: null, unreadCount: items.filter(({ seen_at }) => seen_at === null).length },
  ...fields,
});

/**
 * Starts a notification center. `pages` contains the server's answers to successive requests for pages, and the last
 * one answers all further requests. If an answer is an error, its request is rejected.
 */
function startCenter(pages: (Page | ApiError | Promise<Page>)[], isConnected = true) {
  const requests: unknown[] = [];
  const seenRequests: unknown[] = [];
  const seenAnswer: { next: number | ApiError } = { next: 0 };
  const parts = createTestContext({
    ...(isConnected && { link: {} }),
    api: {
      notifications: async ({ cursor } = {}) => {
        requests.push(cursor);
        const answer = pages.length > 1 ? pages.shift() : pages[0];
        if (answer instanceof ApiError) throw answer;
        return answer as Page;
      },
      markNotificationsSeen: async (body) => {
        seenRequests.push(body);
        if (seenAnswer.next instanceof ApiError) throw seenAnswer.next;
        return { unread_count: seenAnswer.next };
      },
    },
  });
  const center = createNotificationCenter(parts.context);
  const getList = () => parts.store.get().notifications;
  return {
    ...{ ...parts, center, requests, seenRequests, seenAnswer, getList },
    ids: () => getList().items.map(({ id }) => id),
    unseenIds: () => getList().items.flatMap(({ id, seen_at }) => (seen_at === null ? [id] : [])),
  };
}

const unavailable = () => new ApiError('UNAVAILABLE', 'Try again.');

t.test('nothing is loaded until the application watches, and then again after each reconnect', async (t) => {
  const { center, requests, ids, getList, time } = startCenter(
    [buildPage([buildNotification(1)]), buildPage([buildNotification(2)])],
    false,
  );
  center.onConnected();
  center.onNotification(buildLiveNotification(buildNotification(9)));
  center.watch();
  await time.run(60_000);
  t.same([requests, ids()], [[], []]);
  center.onConnected();
  await time.run(0);
  t.match(getList(), { loaded: true, loading: false, unreadCount: 1 });
  center.onConnected();
  await time.run(60_000);
  t.same([requests.length, ids()], [2, ['n2']]);
});

t.test(
  'a failed first request shows its reason and is repeated, in the background or by `loadMore`',
  async (t) => {
    const { center, requests, getList, time } = startCenter([unavailable(), unavailable(), buildPage([])]);
    center.watch();
    await time.run(0);
    t.match(getList(), { loaded: false, loading: false, problem: 'Try again.' });
    void center.loadMore();
    t.equal(requests.length, 2);
    await time.run(10_000);
    t.match(getList(), { loaded: true, problem: null });
    t.equal(requests.length, 3, 'the repeat in the background ended with the second request');
  },
);

t.test('`loadMore` loads older pages, and repeats only the page that failed', async (t) => {
  const error = new ApiError('FORBIDDEN', 'Broken.');
  const { center, requests, ids, getList, time } = startCenter([
    buildPage([buildNotification(3)], { nextCursor: 'c3' }),
    error,
    buildPage([buildNotification(2)]),
  ]);
  center.watch();
  await time.run(0);
  await center.loadMore();
  t.match(getList(), { problem: 'Broken.', loading: false });
  await center.loadMore();
  await center.loadMore();
  t.same(
    [requests, ids()],
    [
      [undefined, 'c3', 'c3'],
      ['n3', 'n2'],
    ],
  );
});

t.test('a notification that arrives while an older page loads stays in the unread count', async (t) => {
  let answer: (page: Page) => void = () => undefined;
  const heldPage = new Promise<Page>((resolve) => {
    answer = resolve;
  });
  const { center, ids, getList, time } = startCenter([
    buildPage([buildNotification(2)], { nextCursor: 'c2', unreadCount: 2 }),
    heldPage,
    buildPage([buildNotification(3), buildNotification(2)], { nextCursor: 'c2', unreadCount: 3 }),
  ]);
  center.watch();
  await time.run(0);
  const loading = center.loadMore();
  center.onNotification(buildLiveNotification(buildNotification(3)));
  answer(buildPage([buildNotification(1)], { unreadCount: 2 }));
  await loading;
  await time.run(5_000);
  t.same([ids(), getList().unreadCount], [['n3', 'n2', 'n1'], 3]);
});

t.test('an older page that loads while another device marks all as seen has no unseen item', async (t) => {
  let answer: (page: Page) => void = () => undefined;
  const heldPage = new Promise<Page>((resolve) => {
    answer = resolve;
  });
  const older = buildNotification(1);
  const { center, requests, unseenIds, getList, time } = startCenter([
    buildPage([buildNotification(2)], { nextCursor: 'c2', unreadCount: 2 }),
    heldPage,
    buildPage([{ ...older, seen_at: older.created_at }], { unreadCount: 0 }),
  ]);
  center.watch();
  await time.run(0);
  const loaded = center.loadMore();
  center.onSeen({ allBefore: 'n2', unreadCount: 0 });
  answer(buildPage([older], { unreadCount: 2 }));
  await loaded;
  t.same([unseenIds(), getList().unreadCount], [[], 0]);
  t.same(requests, [undefined, 'c2', 'c2']);
});

t.test('live notifications are added, and the user’s other devices mark them as seen', async (t) => {
  const { center, unseenIds, getList, time } = startCenter([buildPage([buildNotification(1)])]);
  center.watch();
  await time.run(0);
  center.onNotification(buildLiveNotification(buildNotification(2)));
  t.match(getList(), { unreadCount: 2 });
  center.onSeen({ ids: ['n2'], unreadCount: 1 });
  t.same([unseenIds(), getList().unreadCount], [['n1'], 1]);
  center.onSeen({ allBefore: 'n2', unreadCount: 0 });
  t.same([unseenIds(), getList().unreadCount], [[], 0]);
});

t.test('a change during a request is kept, and the list is loaded again', async (t) => {
  let answer: (page: Page) => void = () => undefined;
  const heldPage = new Promise<Page>((resolve) => {
    answer = resolve;
  });
  const { center, ids, requests, time } = startCenter([
    heldPage,
    buildPage([buildNotification(2), buildNotification(1)]),
  ]);
  center.watch();
  center.onNotification(buildLiveNotification(buildNotification(2)));
  answer(buildPage([buildNotification(1)]));
  await time.run(0);
  t.same(ids(), ['n2', 'n1']);
  await time.run(5_000);
  t.equal(requests.length, 2);
});

t.test('marking changes the list at once, and a refused request changes it back', async (t) => {
  const { center, unseenIds, seenRequests, seenAnswer, getList, time } = startCenter([
    buildPage([buildNotification(2), buildNotification(1)]),
  ]);
  center.watch();
  await time.run(0);
  seenAnswer.next = 4;
  const marking = center.markSeen({ ids: ['n2'] });
  t.same(unseenIds(), ['n1']);
  await marking;
  t.equal(getList().unreadCount, 4, 'the count of the server');
  seenAnswer.next = unavailable();
  await t.rejects(center.markSeen({ allBefore: 'n2' }), { code: 'UNAVAILABLE' });
  await time.run(0);
  t.same(unseenIds(), ['n2', 'n1']);
  t.same(seenRequests, [{ ids: ['n2'] }, { all_before: 'n2' }]);
});

t.test('MENTION-6: a mention becomes seen when its message is read, also on another device', async (t) => {
  const { center, store, unseenIds, getList, requests, time } = startCenter([
    buildPage([buildMention(12), buildMention(11)]),
    buildPage([buildMention(12), buildMention(11, { seen_at: '2026-01-01T00:00:00.000Z' })]),
  ]);
  store.dispatch({
    type: 'room-loaded',
    room: buildRoom({ last_seq: 12, unread_count: 2, mention_count: 2 }),
  });
  center.watch();
  await time.run(0);
  store.dispatch({ type: 'seen', roomId: ROOM_ID, userId: MY_USER_ID, seq: 11 });
  t.same([unseenIds(), getList().unreadCount], [['mention12'], 1]);
  await time.run(5_000);
  t.equal(requests.length, 2, 'the server confirms the count');
});

t.test(
  'the list is loaded again when a message mentions the user, or when a listed message changes',
  async (t) => {
    const { center, context, requests, time } = startCenter([
      buildPage([buildMention(5, { seen_at: '2026-01-02T00:00:00.000Z' })]),
    ]);
    center.watch();
    await time.run(0);
    const countRequestsAfter = async (...events: Parameters<typeof deliverEvents>[2]) => {
      const requestCount = requests.length;
      deliverEvents(context, ROOM_ID, events);
      await time.run(5_000);
      return requests.length - requestCount;
    };
    t.equal(await countRequestsAfter(buildMessageCreatedEvent(11)), 0);
    t.equal(
      await countRequestsAfter(
        buildMessageCreatedEvent(12, { mentions: [MY_USER_ID] }),
        buildMessageCreatedEvent(13, { mentions: [MY_USER_ID] }),
      ),
      1,
      'several changes share one request, and mentions in muted rooms are not pushed',
    );
    t.equal(await countRequestsAfter(buildMessageDeletedEvent(14, 4)), 0);
    t.equal(await countRequestsAfter(buildMessageDeletedEvent(15, 5)), 1);
  },
);
