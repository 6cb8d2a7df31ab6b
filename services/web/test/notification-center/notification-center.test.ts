import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import {
  createChatState,
  createNotification,
  createNotificationList,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const SEEN_AT = new Date().toISOString();
const MENTION = createNotification(59, {
  ...{ id: 'mention', type: 'mention', title: 'Ben mentioned you in Class 7b', body: 'look, @[ada]' },
  ...{ source: 'KCS Chat', data: { roomId: GROUP_ID, messageId: 'message-2', messageSeq: 2 } },
});
const HOMEWORK = createNotification(50, { url: 'https://homework.example/50', urgency: 'high' });
const OLD_NEWS = createNotification(1, {
  ...{ id: 'old', title: null, body: 'Trip\nto Rome', type: 'news', source: 'trips', seen_at: SEEN_AT },
  created_at: new Date(Date.now() - 3 * 86_400_000).toISOString(),
});
const SAMPLE_STATE = createChatState({
  notifications: createNotificationList([MENTION, HOMEWORK, OLD_NEWS], { unreadCount: 2 }),
});

const getBell = (stage: Stage) => stage.page.getByRole('button', { name: /^Notifications/ });
const getPanel = (stage: Stage) => stage.page.getByRole('dialog', { name: 'Notifications' });
const getItem = (stage: Stage, text: string) => getPanel(stage).locator('.notification', { hasText: text });

stageTest(
  'the bell has the unread count in its name, and announces changes of the count politely',
  'chat',
  { state: SAMPLE_STATE },
  async (_, stage) => {
    await stage.button('Notifications, 2 unread').waitFor();
    await stage.setState({ notifications: createNotificationList([MENTION]) });
    await stage.page
      .locator('[role=status]', { hasText: '1 unread notification' })
      .waitFor({ state: 'attached' });
    await stage.setState({ notifications: createNotificationList([MENTION], { unreadCount: 1_000 }) });
    await stage.button('Notifications, 99+ unread').waitFor();
    await stage.setState({ notifications: createNotificationList([OLD_NEWS]) });
    await stage.button('Notifications').waitFor();
  },
);

stageTest(
  'the panel lists notifications by day with title, text, source, time, and an unread marker',
  'chat',
  { state: SAMPLE_STATE },
  async (t, stage) => {
    await getBell(stage).click();
    await getPanel(stage)
      .getByRole('heading', { name: /^(Today|Yesterday)$/ })
      .first()
      .waitFor();
    const mention = getItem(stage, 'Ben mentioned you in Class 7b');
    t.match(await mention.textContent(), /Unread.*look, @Ada Byron.*minutes? ago/s);
    t.match(await getItem(stage, 'Homework 50').textContent(), /Page 50.*homework, homework\.example/s);
    const oldNews = getItem(stage, 'to Rome');
    t.match(await oldNews.textContent(), /^trips.*3 days ago/s);
    t.notMatch(await oldNews.textContent(), /Unread/);
    t.match(await oldNews.locator('time').getAttribute('title'), /20\d\d/, 'the full time');
  },
);

stageTest(
  'a click on a mention marks it as read, closes the panel, and opens the message',
  'chat',
  { state: SAMPLE_STATE },
  async (t, stage) => {
    await getBell(stage).click();
    await getItem(stage, 'Ben mentioned you').click();
    t.strictSame(await stage.called('markNotificationsSeen'), [{ ids: ['mention'] }]);
    await getPanel(stage).waitFor({ state: 'hidden' });
    await stage.page.waitForFunction((id) => location.hash === `#/rooms/${id}`, GROUP_ID);
    await stage.page.locator('[data-seq="2"]').waitFor();
  },
);

stageTest(
  'a notification with an https address is a link to a new tab, and one without an address only becomes read',
  'chat',
  { state: createChatState({ notifications: createNotificationList([HOMEWORK, createNotification(40)]) }) },
  async (t, stage) => {
    await getBell(stage).click();
    const link = getPanel(stage).getByRole('link', { name: /Homework 50/ });
    t.strictSame(
      [await link.getAttribute('href'), await link.getAttribute('target'), await link.getAttribute('rel')],
      ['https://homework.example/50', '_blank', 'noopener noreferrer'],
    );
    await getPanel(stage)
      .getByRole('button', { name: /Homework 40/ })
      .click();
    t.strictSame(await stage.called('markNotificationsSeen'), [{ ids: ['notification-40'] }]);
    t.ok(await getPanel(stage).isVisible());
  },
);

stageTest(
  '“Mark all as read” marks the newest notification and all older ones, and a failure shows a toast',
  'chat',
  { state: SAMPLE_STATE },
  async (t, stage) => {
    await stage.answer('markNotificationsSeen', {
      error: { code: 'UNREACHABLE', message: 'No connection.' },
    });
    await getBell(stage).click();
    await stage.button('Mark all as read').click();
    t.strictSame(await stage.called('markNotificationsSeen'), [{ allBefore: 'mention' }]);
    await stage.shows('No connection.');
    await stage.setState({ notifications: createNotificationList([OLD_NEWS]) });
    t.ok(await stage.button('Mark all as read').isDisabled());
    await stage.press('Escape');
    await stage.focused(getBell(stage));
  },
);

stageTest(
  'the keyboard opens the panel, and Escape closes it and returns the focus to the bell',
  'chat',
  { state: SAMPLE_STATE },
  async (_, stage) => {
    await getBell(stage).focus();
    await stage.press('Enter');
    await stage.focused(getPanel(stage));
    for (let tab = 0; tab < 3; tab += 1) await stage.press('Tab');
    await stage.focused(getItem(stage, 'Ben mentioned you'));
    await stage.press('Escape');
    await stage.focused(getBell(stage));
    await getPanel(stage).waitFor({ state: 'hidden' });
  },
);

stageTest(
  'a room that loads while the panel is open leaves the focus in the panel',
  'chat',
  { state: { ...SAMPLE_STATE, rooms: {}, roomsLoaded: false }, roomId: GROUP_ID },
  async (_, stage) => {
    await getBell(stage).click();
    await stage.focused(getPanel(stage));
    await stage.setState({ rooms: SAMPLE_STATE.rooms, roomsLoaded: true });
    await stage.called('open');
    await stage.focused(getPanel(stage));
    await getItem(stage, 'Ben mentioned you').waitFor();
  },
);

stageTest(
  'the panel shows when it is loading, empty, offline, or failed, and can try again',
  'chat',
  { state: createChatState({ notifications: createNotificationList([], { loaded: false, loading: true }) }) },
  async (t, stage) => {
    await getBell(stage).click();
    const panel = getPanel(stage);
    await panel.getByText('Loading notifications').waitFor({ state: 'attached' });
    await stage.setState({
      notifications: createNotificationList([], { loaded: false, problem: 'The server is busy.' }),
    });
    await panel.getByText('The server is busy.').waitFor();
    await panel.getByRole('button', { name: 'Try again' }).click();
    await stage.called('loadMoreNotifications');
    await stage.setState({ notifications: createNotificationList([]) });
    await panel.getByText('No notifications yet.').waitFor();
    await stage.setState({ connection: 'waiting' });
    await panel.getByText('You are offline.').waitFor();
    t.equal(await panel.locator('.notification').count(), 0);
  },
);

stageTest(
  'older notifications load when the user scrolls to the end',
  'chat',
  {
    state: createChatState({
      notifications: createNotificationList(
        Array.from({ length: 30 }, (_, n) => createNotification(59 - n)),
        { nextCursor: 'older' },
      ),
    }),
  },
  async (t, stage) => {
    await getBell(stage).click();
    await getItem(stage, 'Homework 59').waitFor();
    t.equal((await stage.callsTo('loadMoreNotifications')).length, 0);
    await getItem(stage, 'Homework 30').scrollIntoViewIfNeeded();
    await stage.called('loadMoreNotifications');
  },
);

stageTest(
  'on a phone the panel covers the page, and the Back button closes it',
  'chat',
  { state: SAMPLE_STATE, viewport: { width: 390, height: 800 } },
  async (t, stage) => {
    await getBell(stage).click();
    const panelSize = await getPanel(stage).evaluate(
      ({ offsetLeft, offsetTop, offsetWidth, offsetHeight }: HTMLElement) => [
        offsetLeft,
        offsetTop,
        offsetWidth,
        offsetHeight,
      ],
    );
    t.strictSame(panelSize, [0, 0, 390, 800]);
    await stage.page.goBack();
    await getPanel(stage).waitFor({ state: 'hidden' });
    await getBell(stage).waitFor();
  },
);

stageTest(
  'in the dark theme, every text in the panel has enough contrast with its background',
  'chat',
  { state: SAMPLE_STATE, context: { colorScheme: 'dark' } },
  async (t, stage) => {
    await getBell(stage).click();
    await getItem(stage, 'Homework 50').hover();
    t.strictSame(await stage.page.evaluate(findLowContrastTexts), []);
  },
);
