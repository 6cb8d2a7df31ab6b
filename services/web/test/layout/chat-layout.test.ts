import {
  createChatState,
  createDirectRoom,
  createMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'a banner says that the connection was lost, and disappears after the client has reconnected',
  'chat',
  {},
  async (_, stage) => {
    const connectionBanner = stage.page.getByRole('status').getByText('Connection lost. Reconnecting…');
    await stage.setState({ connection: 'waiting' });
    await connectionBanner.waitFor({ state: 'attached' });
    await stage.setState({ connection: 'connecting' });
    await stage.page.getByRole('status').getByText('Connecting…').waitFor({ state: 'attached' });
    await stage.setState({ connection: 'online' });
    await stage.page.locator('.banner').waitFor({ state: 'detached' });
  },
);

stageTest(
  'the tab title names the open room and counts rooms with unread messages that the user wants to notice',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ unread_count: 5 }),
        createDirectRoom({ unread_count: 1, muted: true }),
      ),
    }),
  },
  async (_, stage) => {
    await stage.page.waitForFunction(() => document.title === '(1) KCS Chat');
    const createMentionsOnlyRoomEntries = (mention_count: number) =>
      createRoomEntries(createRoom({ unread_count: 5, mention_count, notification_level: 'mentions' }));
    await stage.setState({ rooms: createMentionsOnlyRoomEntries(0) });
    await stage.page.waitForFunction(() => document.title === 'KCS Chat');
    await stage.setState({ rooms: createMentionsOnlyRoomEntries(1) });
    await stage.page.waitForFunction(() => document.title === '(1) KCS Chat');
    await stage.setState({ rooms: createRoomEntries(createRoom()) });
    await stage.page.waitForFunction(() => document.title === 'KCS Chat');
    await stage.page.getByRole('link', { name: 'Class 7b' }).click();
    await stage.page.waitForFunction(() => document.title === 'Class 7b – KCS Chat');
    await stage.setState({ rooms: createRoomEntries(createRoom(), createDirectRoom({ unread_count: 1 })) });
    await stage.page.waitForFunction(() => document.title === '(1) Class 7b – KCS Chat');
  },
);

stageTest(
  'screen readers announce new messages from other people in the open room',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const announcement = stage.page.locator('.layout > [aria-live]', { hasText: 'Message' });
    const receiveMessage = (...newest: Parameters<typeof createMessage>) =>
      stage.setState({ rooms: createRoomEntries(createRoom({ last_message: createMessage(...newest) })) });
    await receiveMessage(2);
    await announcement.getByText('Ben Okri: Message 2').waitFor({ state: 'attached' });
    await receiveMessage(3, SENT_BY_ADA);
    await stage.gone(announcement);
    t.pass('their own message is not read out');
    const messageWithCutContent = { ...createMessage(4, { content: 'Message 4 beg' }), content_cut: true };
    await stage.setState({ rooms: createRoomEntries(createRoom({ last_message: messageWithCutContent })) });
    await stage.shows('Ben: Message 4 beg…');
    t.equal(await announcement.count(), 0, 'a message of which only the beginning is known is not read out');
    const timelineMessages = [createMessage(4, { content: 'Message 4 begins here' })];
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline(timelineMessages) } });
    await announcement.getByText('Ben Okri: Message 4 begins here').waitFor({ state: 'attached' });
  },
);

stageTest('if no room is open, the page offers to start a conversation', 'chat', {}, async (_, stage) => {
  await stage.shows('Pick a conversation');
  await stage.page.getByRole('main').getByRole('button', { name: 'New conversation' }).click();
  await stage.page.getByRole('dialog', { name: 'New conversation' }).waitFor();
});

stageTest(
  'a room that no longer exists is removed from the page’s address',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.page.locator('.room-head').waitFor();
    await stage.setState({ rooms: createRoomEntries(createDirectRoom()) });
    await stage.page.waitForFunction(() => location.hash === '');
    await stage.shows('Pick a conversation');
    t.equal(await stage.page.locator('.toast').count(), 0, 'other notices say why the room is gone');
  },
);

stageTest(
  'the skip link moves the focus to the message field',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.page.locator('.room-head').waitFor();
    await stage.button('Skip to the message field').focus();
    await stage.press('Enter');
    await stage.focused(stage.page.getByLabel('Message', { exact: true }));
  },
);

stageTest(
  'a phone shows either the room list or the open room, and a button returns to the list',
  'chat',
  { viewport: { width: 390, height: 800 } },
  async (t, stage) => {
    const conversationList = stage.page.getByRole('navigation', { name: 'Conversations' });
    await stage.page.getByRole('link', { name: 'Class 7b' }).click();
    await conversationList.waitFor({ state: 'hidden' });
    await stage.button('Back to conversations').click();
    await conversationList.waitFor();
    t.equal(await stage.page.locator('.room-head').count(), 0);
  },
);

stageTest(
  'closing a room tells the client that the user has stopped typing',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.page.locator('.room-head').waitFor();
    const stopTypingCallCountBefore = (await stage.callsTo('stopTyping')).length;
    await stage.page.evaluate(() => {
      location.hash = '#/';
    });
    await stage.shows('Pick a conversation');
    t.ok((await stage.callsTo('stopTyping')).length > stopTypingCallCountBefore);
  },
);
