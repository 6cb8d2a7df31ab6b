import {
  BEN,
  createChatState,
  createDirectRoom,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'the user chooses which messages in a room cause notifications, and a toast says why a choice was not saved',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const changeNotificationLevel = async (current: string, picked: string) => {
      await stage.button(`Notifications: ${current}`).click();
      const levelMenuItems = stage.page
        .getByRole('menu', { name: 'Notify me about' })
        .getByRole('menuitemradio');
      t.same(await levelMenuItems.and(stage.page.locator('[aria-checked=true]')).allTextContents(), [
        current,
      ]);
      await levelMenuItems.filter({ hasText: picked }).click();
    };
    await changeNotificationLevel('All messages', 'Only mentions');
    t.strictSame(await stage.called('setNotificationLevel'), [GROUP_ID, 'mentions']);
    await stage.setState({ rooms: createRoomEntries(createRoom({ notification_level: 'mentions' })) });
    await changeNotificationLevel('Only mentions', 'Nothing');
    t.strictSame(await stage.called('setNotificationLevel'), [GROUP_ID, 'none']);
    await stage.setState({ rooms: createRoomEntries(createRoom({ muted: true })) });
    await stage.answer('setNotificationLevel', { error: { code: 'INTERNAL', message: 'Try again.' } });
    await changeNotificationLevel('Nothing', 'All messages');
    await stage.page.getByRole('alert').getByText('Try again.').waitFor();
  },
);

stageTest(
  'the header of a direct room shows the other person’s name and presence',
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({
      rooms: createRoomEntries(createDirectRoom()),
      rosters: { [DIRECT_ROOM_ID]: createRoster([createMember(BEN, 'member')]) },
      presence: { ben: { status: 'away' } as never },
    }),
  },
  async (_, stage) => {
    const roomHeader = stage.page.locator('.room-head');
    await roomHeader.getByRole('heading', { name: 'Ben Okri' }).waitFor();
    await roomHeader.locator('p', { hasText: 'Student, Away' }).waitFor();
  },
);

stageTest(
  'a direct room with a deactivated person shows a notice instead of the message field',
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({
      rooms: createRoomEntries(
        createDirectRoom({ peer: { user_id: BEN.id, name: 'Ben New', active: false, user_type: 'Student' } }),
      ),
      rosters: { [DIRECT_ROOM_ID]: createRoster([{ ...createMember(BEN, 'member'), active: false }]) },
      presence: { ben: { status: 'offline' } as never },
    }),
  },
  async (t, stage) => {
    const roomHeader = stage.page.locator('.room-head');
    await roomHeader.getByRole('heading', { name: 'Ben New' }).waitFor();
    await roomHeader.getByText('Account closed').waitFor();
    await stage.page.getByText('This account is closed. You can’t send new messages.').waitFor();
    t.equal(await stage.page.getByRole('textbox', { name: 'Message' }).count(), 0);
    await stage.button('Show members').click();
    const membersPanel = stage.page.getByRole('complementary', { name: 'Members' });
    await membersPanel.getByText('Account closed').waitFor();
    await stage.setState({ rooms: createRoomEntries(createDirectRoom()) });
    await stage.page.getByRole('textbox', { name: 'Message' }).waitFor();
  },
);

stageTest(
  'in an announcement room, a member sees why they cannot post, and an admin can post and change the policy',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ post_policy: 'managers', my_role: 'member' })),
    }),
  },
  async (t, stage) => {
    const messageField = stage.page.getByRole('textbox', { name: 'Message' });
    await stage.shows('Only owners and admins can post here. You can react to their messages.');
    t.equal(await messageField.count(), 0);
    await stage.setState({
      rooms: createRoomEntries(createRoom({ post_policy: 'managers', my_role: 'admin' })),
    });
    await messageField.waitFor();
    const announcementsCheckBox = stage.page.getByLabel('Announcements: only owners and admins can post');
    t.ok(await announcementsCheckBox.isChecked());
    await announcementsCheckBox.click();
    t.strictSame(await stage.called('api.updateRoom'), [GROUP_ID, { post_policy: 'all' }]);
  },
);

const LONG_ROOM_NAME = `Parents of ${'Class 7b and '.repeat(10)}friends`;

stageTest(
  'a truncated room name has a tooltip, and a click on the name shows the full name',
  'chat',
  {
    roomId: GROUP_ID,
    viewport: { width: 390, height: 800 },
    state: createChatState({ rooms: createRoomEntries(createRoom({ name: LONG_ROOM_NAME })) }),
  },
  async (t, stage) => {
    const roomNameButton = stage.page
      .getByRole('heading', { level: 1 })
      .getByRole('button', { name: LONG_ROOM_NAME });
    const isRoomNameTruncated = () =>
      roomNameButton.evaluate((element) => element.scrollWidth > element.clientWidth);
    t.equal(await roomNameButton.getAttribute('title'), LONG_ROOM_NAME);
    t.ok(await isRoomNameTruncated());
    await roomNameButton.click();
    await stage.page.locator('h1 [aria-expanded="true"]').waitFor();
    t.notOk(await isRoomNameTruncated());
    t.ok(await stage.page.locator('.room-head').evaluate(({ scrollWidth }) => scrollWidth <= innerWidth));
    t.equal(await stage.page.locator('.room-title').getAttribute('title'), LONG_ROOM_NAME);
  },
);

stageTest(
  'the members button hides and shows the members panel',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    const membersPanel = stage.page.getByRole('complementary', { name: 'Members' });
    await membersPanel.waitFor();
    await stage.button('Hide members').click();
    await stage.gone(membersPanel);
    await stage.button('Show members').click();
    await membersPanel.waitFor();
  },
);

stageTest(
  'a line above the message field says who is typing',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    const deadlineMs = Date.now() + 30_000;
    await stage.setState({ typing: { [GROUP_ID]: { ben: { name: 'Ben Okri', until: deadlineMs } } } });
    await stage.page.locator('.typing-line', { hasText: /Ben Okri Student.*is typing…/ }).waitFor();
    await stage.setState({ typing: {} });
    await stage.page.waitForFunction(() => document.querySelector('.typing-line')?.textContent === '');
  },
);
