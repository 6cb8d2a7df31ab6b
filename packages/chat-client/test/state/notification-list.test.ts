import t from 'tap';
import {
  addNotification,
  appendPage,
  EMPTY_NOTIFICATION_LIST,
  markSeen,
  type NotificationList,
  replaceFirstPage,
  toStoredNotification,
} from '../../src/state/notification-list.ts';
import { buildLiveNotification, buildMention, buildNotification } from '../support/samples.ts';

const SEEN_AT = '2026-01-02T00:00:00.000Z';
const buildItems = (...numbers: number[]) => numbers.map((n) => buildNotification(n));
const buildList = (numbers: number[], fields: Partial<NotificationList> = {}): NotificationList => ({
  ...EMPTY_NOTIFICATION_LIST,
  ...{ items: buildItems(...numbers), unreadCount: numbers.length, loaded: true, ...fields },
});
const getIds = ({ items }: NotificationList) => items.map(({ id }) => id);
const getUnseenIds = ({ items }: NotificationList) =>
  items.filter(({ seen_at }) => seen_at === null).map(({ id }) => id);

t.test('a new first page keeps notifications that arrived during the request, and counts them', async (t) => {
  const list = buildList([9, 8, 7], { nextCursor: 'older' });
  const page = { items: buildItems(8, 7, 6), unreadCount: 3, nextCursor: 'next' };
  const replaced = replaceFirstPage(list, page, { arrivedIds: new Set(['n9']), keepOlder: false });
  t.same(getIds(replaced), ['n9', 'n8', 'n7', 'n6']);
  t.match(replaced, { unreadCount: 4, nextCursor: 'next', loading: false });
  const withoutArrivals = replaceFirstPage(list, page, { arrivedIds: new Set(['n8']), keepOlder: false });
  t.same(
    getIds(withoutArrivals),
    ['n8', 'n7', 'n6'],
    'a notification that the server no longer lists disappears',
  );
});

t.test('a new first page keeps older pages only if they follow it without a gap', async (t) => {
  const list = buildList([8, 7, 6, 5], { nextCursor: 'older' });
  const replaceWith = (...numbers: number[]) =>
    replaceFirstPage(
      list,
      { items: buildItems(...numbers), unreadCount: 0, nextCursor: 'next' },
      { arrivedIds: new Set(), keepOlder: true },
    );
  t.same(getIds(replaceWith(9, 8, 7)), ['n9', 'n8', 'n7', 'n6', 'n5']);
  t.equal(replaceWith(9, 8, 7).nextCursor, 'older');
  t.same(getIds(replaceWith(20, 19, 18)), ['n20', 'n19', 'n18']);
  t.equal(replaceWith(20, 19, 18).nextCursor, 'next');
});

t.test('an older page comes after the loaded notifications', async (t) => {
  const list = appendPage(buildList([3]), { items: buildItems(2, 1), unreadCount: 7, nextCursor: null });
  t.same(getIds(list), ['n3', 'n2', 'n1']);
  t.match(list, { unreadCount: 7, nextCursor: null });
});

t.test('a notification that arrives is added once, and the count stops at 1,000', async (t) => {
  const list = addNotification(buildList([1]), buildNotification(2));
  t.same([getIds(list), list.unreadCount], [['n2', 'n1'], 2]);
  t.equal(addNotification(list, buildNotification(2)), list);
  t.equal(addNotification(buildList([1], { unreadCount: 1_000 }), buildNotification(2)).unreadCount, 1_000);
});

t.test('notifications are marked as seen by id, or together with all older ones', async (t) => {
  const list = buildList([4, 3, 2, 1]);
  const byId = markSeen(list, { ids: ['n3', 'unknown'] }, SEEN_AT);
  t.same([getUnseenIds(byId), byId.unreadCount], [['n4', 'n2', 'n1'], 3]);
  t.equal(byId.items[0], list.items[0], 'other notifications stay the same objects');
  const allBefore = markSeen(byId, { allBefore: 'n2' }, SEEN_AT);
  t.same([getUnseenIds(allBefore), allBefore.unreadCount], [['n4'], 1]);
  t.equal(markSeen(allBefore, { ids: ['n2'] }, SEEN_AT), allBefore, 'nothing changes');
  t.match(markSeen(allBefore, { ids: ['not-loaded'] }, SEEN_AT, 12), { unreadCount: 12 });
});

t.test('NOTIFY-8: only mentions and notifications of producers enter the list', async (t) => {
  for (const listed of [buildNotification(1, { url: '/homework/1', urgency: 'high' }), buildMention(2)])
    t.same(toStoredNotification(buildLiveNotification(listed)), listed);
  const { source: _, ...withoutSource } = buildLiveNotification(buildNotification(1));
  for (const type of ['new_chat', 'meeting_started'])
    t.equal(toStoredNotification({ ...withoutSource, type }), undefined);
});
