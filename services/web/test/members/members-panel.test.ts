import { getMemberRow, getMembersPanel, getMenuButton, OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import {
  ADA,
  BEN,
  createChatState,
  createDirectRoom,
  createMember,
  createRoomEntries,
  createRoster,
  DIRECT_ROOM_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

const createPresenceEntry = (status: 'online' | 'busy') => ({ status }) as never;

stageTest(
  'the members panel shows roles and lists online members first',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({
      presence: { cleo: createPresenceEntry('online'), ben: createPresenceEntry('busy') },
    }),
  },
  async (t, stage) => {
    await getMembersPanel(stage).waitFor();
    const memberNames = await getMembersPanel(stage)
      .locator('.person-text > span:first-child')
      .allTextContents();
    t.strictSame(memberNames, ['Cleo Park Parent', 'Ben Okri Student', 'Ada Byron Teacher (you)']);
    await getMemberRow(stage, 'Ben Okri').getByText('Busy, admin').waitFor();
    await getMemberRow(stage, 'Ada Byron').getByText('Offline, owner').waitFor();
    await stage.shows('3 members, 2 online');
  },
);

stageTest(
  'a direct room shows no member roles, and the user can hide the room',
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({
      rooms: createRoomEntries(createDirectRoom()),
      rosters: { [DIRECT_ROOM_ID]: createRoster([createMember(ADA, 'owner'), createMember(BEN, 'member')]) },
    }),
  },
  async (t, stage) => {
    await stage.button('Show members').waitFor();
    t.equal(await getMembersPanel(stage).count(), 0, 'the panel of a direct room does not open by itself');
    await stage.button('Show members').click();
    await getMemberRow(stage, 'Ada Byron').getByText('Teacher', { exact: true }).waitFor();
    t.equal(await getMenuButton(stage, 'Ben Okri').count(), 0);
    await stage.button('Hide this conversation').click();
    await stage.button('Hide').click();
    t.strictSame(await stage.called('leave'), [DIRECT_ROOM_ID]);
  },
);

stageTest(
  'a members panel that covers the messages takes the focus, and closes on a click outside it or when it loses the focus',
  'chat',
  { ...OPEN_GROUP_OPTIONS, viewport: { width: 1000, height: 800 } },
  async (t, stage) => {
    await stage.button('Show members').click();
    await stage.focused(getMembersPanel(stage).getByRole('button', { name: 'Close' }));
    await stage.page.mouse.click(400, 300);
    await stage.gone(getMembersPanel(stage));
    await stage.focused(stage.button('Show members'));
    await stage.press('Enter');
    await stage.focused(getMembersPanel(stage).getByRole('button', { name: 'Close' }));
    await stage.press('Shift+Tab');
    await stage.gone(getMembersPanel(stage));
    t.equal(await stage.page.locator('.room-view :focus').count(), 1, 'the focus stays where it went');
  },
);
