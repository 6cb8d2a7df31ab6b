import {
  ADA,
  BEN,
  CLEO,
  createChatState,
  createDirectRoom,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  createUser,
  DEE,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getMembersPanel = (stage: Stage) => stage.page.getByRole('complementary', { name: 'Members' });
const getMemberRow = (stage: Stage, name: string) =>
  getMembersPanel(stage).getByRole('listitem').filter({ hasText: name });
const getAddPeopleButton = (stage: Stage) =>
  getMembersPanel(stage).getByRole('button', { name: 'Add people' });
const getMenuButton = (stage: Stage, name: string) =>
  getMembersPanel(stage).getByRole('button', { name: `Actions for ${name}` });
const readMenuItems = (stage: Stage) => stage.page.getByRole('menuitem').allTextContents();
const pickMenuItem = (stage: Stage, name: string) =>
  stage.page.getByRole('menuitem', { name, exact: true }).click();
const OPEN_GROUP_OPTIONS = { roomId: GROUP_ID };

async function openMemberMenu(stage: Stage, name: string): Promise<void> {
  await getMemberRow(stage, name).hover();
  await getMenuButton(stage, name).click();
  await stage.page.getByRole('menuitem').first().waitFor();
}

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
  'an owner can remove a member after a confirmation, and a toast says why a removal failed',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.answer('api.removeMember', { error: { code: 'FORBIDDEN', message: 'Not allowed.' } });
    await openMemberMenu(stage, 'Ben Okri');
    t.strictSame(await readMenuItems(stage), ['Message', 'Remove admin rights', 'Remove from group…']);
    await pickMenuItem(stage, 'Remove from group…');
    const dialog = stage.page.getByRole('dialog', { name: 'Remove Ben Okri?' });
    await dialog.getByText('Ben Okri will no longer see “Class 7b”.').waitFor();
    t.strictSame(await stage.callsTo('api.removeMember'), []);
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    t.strictSame(await stage.called('api.removeMember'), [GROUP_ID, BEN.id]);
    await stage.page.getByRole('alert').getByText('Not allowed.').waitFor();
    t.equal(await getMenuButton(stage, 'Ada Byron').count(), 0, 'users do not act on themselves');
  },
);

stageTest(
  'an owner can make a member an admin and remove the admin rights again',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await openMemberMenu(stage, 'Cleo Park');
    await pickMenuItem(stage, 'Make admin');
    t.strictSame(await stage.called('api.changeRole'), [GROUP_ID, CLEO.id, 'admin']);
    await openMemberMenu(stage, 'Ben Okri');
    await pickMenuItem(stage, 'Remove admin rights');
    await stage.page.waitForFunction(
      () => pageStage.chat.calls.filter(({ method }) => method === 'api.changeRole').length === 2,
    );
    t.strictSame(await stage.called('api.changeRole'), [GROUP_ID, BEN.id, 'member']);
  },
);

stageTest(
  'an admin can neither demote nor remove the owner, and a member can neither remove people nor rename the group',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ my_role: 'admin' })),
      rosters: {
        [GROUP_ID]: createRoster([
          createMember(ADA, 'admin'),
          createMember(BEN, 'owner'),
          createMember(CLEO, 'member'),
          { ...createMember(DEE, 'member'), active: false },
        ]),
      },
    }),
  },
  async (t, stage) => {
    await openMemberMenu(stage, 'Cleo Park');
    t.strictSame(await readMenuItems(stage), ['Message', 'Make admin', 'Remove from group…']);
    await stage.press('Escape');
    await openMemberMenu(stage, 'Ben Okri');
    t.strictSame(await readMenuItems(stage), ['Message']);
    await stage.press('Escape');
    await openMemberMenu(stage, 'Dee Ruiz');
    t.strictSame(await readMenuItems(stage), ['Remove from group…'], 'a closed account');
    await stage.press('Escape');
    await stage.setState({ rooms: createRoomEntries(createRoom({ my_role: 'member' })) });
    await stage.gone(getMenuButton(stage, 'Dee Ruiz'));
    await openMemberMenu(stage, 'Cleo Park');
    t.strictSame(await readMenuItems(stage), ['Message']);
    t.equal(await stage.button('Rename group').count(), 0);
    t.equal(await stage.button('Add people').count(), 0);
    t.equal(await stage.button('Delete group').count(), 0);
  },
);

stageTest(
  'a user can search for people, select them, and add them to a group',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.answer('api.people', { value: { items: [createUser(DEE)], hasMore: false } });
    await getAddPeopleButton(stage).click();
    const dialog = stage.page.getByRole('dialog', { name: 'Add people to Class 7b' });
    await stage.focused(dialog.getByLabel('Search people'));
    await dialog.getByRole('option', { name: 'Dee Ruiz' }).click();
    t.strictSame(
      await stage.called('api.people'),
      ['', { notInRoom: GROUP_ID }],
      'the server leaves out the members',
    );
    await stage.answer('api.addMembers', { error: { code: 'FORBIDDEN', message: 'The group is full.' } });
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').getByText('The group is full.').waitFor();
    await stage.answer('api.addMembers', { value: undefined });
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await stage.gone(dialog);
    t.strictSame(await stage.called('api.addMembers'), [GROUP_ID, ['dee']]);
    await stage.focused(getAddPeopleButton(stage));
  },
);

stageTest(
  'a user can deselect a person before adding people to a group',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.answer('api.people', { value: { items: [createUser(DEE)], hasMore: false } });
    await getAddPeopleButton(stage).click();
    const dialog = stage.page.getByRole('dialog');
    const selectedPeople = dialog.getByRole('list', { name: 'Selected people' });
    await dialog.getByRole('option', { name: 'Dee Ruiz' }).click();
    await selectedPeople.getByRole('button', { name: 'Remove Dee Ruiz' }).click();
    await stage.gone(selectedPeople);
    t.ok(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled());
  },
);

stageTest(
  'renaming a group returns the focus to the rename button',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.button('Rename group').click();
    const groupNameField = stage.page.getByLabel('Group name');
    await stage.focused(groupNameField);
    await groupNameField.fill('  ');
    t.ok(await stage.page.getByRole('dialog').getByRole('button', { name: 'Rename' }).isDisabled());
    await groupNameField.fill(' Class 8b ');
    await stage.answer('api.updateRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
    await stage.press('Enter');
    await stage.page.getByRole('dialog').getByRole('alert').getByText('Try again.').waitFor();
    await stage.answer('api.updateRoom', { value: undefined });
    await stage.press('Enter');
    await stage.gone(stage.page.getByRole('dialog'));
    t.strictSame(await stage.called('api.updateRoom'), [GROUP_ID, { name: 'Class 8b' }]);
    await stage.focused(stage.button('Rename group'));
  },
);

stageTest(
  'leaving a group asks for confirmation and names the next owner',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.button('Leave group').click();
    await stage.page.getByRole('dialog').getByText('Ben Okri becomes the owner.').waitFor();
    await stage.press('Escape');
    await stage.gone(stage.page.getByRole('dialog'));
    t.strictSame(await stage.callsTo('leave'), []);
    await stage.button('Leave group').click();
    await stage.button('Leave').click();
    t.strictSame(await stage.called('leave'), [GROUP_ID]);
    await stage.setState({ rooms: createRoomEntries(createRoom({ my_role: 'admin' })) });
    await stage.button('Leave group').click();
    t.equal(await stage.page.getByRole('dialog').getByText('becomes the owner').count(), 0);
  },
);

stageTest(
  'an owner can delete a group after a confirmation',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.button('Delete group').click();
    const dialog = stage.page.getByRole('dialog', { name: 'Delete this group?' });
    await dialog.getByText('The group and its messages will be deleted for all 3 members.').waitFor();
    t.strictSame(await stage.callsTo('api.deleteRoom'), []);
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    t.strictSame(await stage.called('api.deleteRoom'), [GROUP_ID]);
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
  'a user can open the direct room with a member from the members panel',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.answer('createRoom', { value: DIRECT_ROOM_ID });
    await openMemberMenu(stage, 'Ben Okri');
    await pickMenuItem(stage, 'Message');
    t.strictSame(await stage.called('createRoom'), ['direct', [BEN.id]]);
  },
);

stageTest(
  'in a large room, scrolling loads more members, a search asks the server, and added and removed members are updated',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    viewport: { width: 1200, height: 800 },
    state: createChatState({
      rooms: createRoomEntries(createRoom({ member_count: 700 })),
      rosters: { [GROUP_ID]: createRoster([createMember(ADA, 'owner')], { complete: false }) },
    }),
  },
  async (t, stage) => {
    const answerWithMemberPage = (first: number, nextCursor?: string) => {
      const pageMembers = Array.from({ length: 100 }, (_, index) =>
        createMember({ ...BEN, id: `pupil-${first + index}`, name: `Pupil ${first + index}` }, 'member'),
      );
      const memberPage = {
        items: pageMembers,
        hasMore: nextCursor !== undefined,
        ...(nextCursor && { nextCursor }),
      };
      return stage.answer('api.findMembers', { value: memberPage });
    };
    await answerWithMemberPage(0, 'second');
    await stage.button('Show members').click();
    await getMemberRow(stage, 'Pupil 99').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, '', {}]);
    await answerWithMemberPage(100);
    await getMembersPanel(stage)
      .locator('.member-list')
      .evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await getMemberRow(stage, 'Pupil 199').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, '', { cursor: 'second' }]);
    await stage.emit('room-event', {
      seq: 4,
      room_id: GROUP_ID,
      kind: 'members-changed',
      data: { by: null, added: [], removed: ['pupil-150'], changed: [] },
    } as never);
    await stage.gone(getMemberRow(stage, 'Pupil 150'));
    t.equal(await getMembersPanel(stage).getByRole('listitem').count(), 199);
    await stage.answer('api.findMembers', {
      value: { items: [createMember(DEE, 'member')], hasMore: false },
    });
    await stage.emit('room-event', {
      seq: 5,
      room_id: GROUP_ID,
      kind: 'members-changed',
      data: {
        by: null,
        added: [{ userId: DEE.id, name: DEE.name, role: 'member' }],
        removed: [],
        changed: [],
      },
    } as never);
    await getMemberRow(stage, DEE.name).waitFor();
    await answerWithMemberPage(300);
    await getMembersPanel(stage).getByLabel('Search members').fill('pupil 3');
    await getMemberRow(stage, 'Pupil 300').waitFor({ state: 'attached' });
    t.strictSame(await stage.called('api.findMembers'), [GROUP_ID, 'pupil 3', {}]);
  },
);

stageTest(
  'if all members are loaded, searching for a member sends no request, and long names are shown in full',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ member_count: 12 })),
      rosters: {
        [GROUP_ID]: createRoster([
          createMember(ADA, 'owner'),
          createMember({ ...BEN, name: 'Maximilian Alexander Leonard Benedict Wolfe-Weber' }, 'member'),
        ]),
      },
    }),
  },
  async (t, stage) => {
    await getMembersPanel(stage).getByLabel('Search members').fill('maximilian wolfe');
    await stage.gone(getMemberRow(stage, 'Ada Byron'));
    const nameElement = getMemberRow(stage, 'Maximilian').locator('.person-text > span').first();
    t.ok(await nameElement.evaluate((text) => text.scrollWidth <= text.clientWidth), 'the name wraps');
    await getMembersPanel(stage).getByLabel('Search members').fill('nobody');
    await getMembersPanel(stage).getByText('No members found. Try another name.').waitFor();
    t.strictSame(await stage.callsTo('api.findMembers'), []);
  },
);

stageTest(
  'Escape first closes a dialog and then the members panel, each time focusing the button that opened it',
  'chat',
  { ...OPEN_GROUP_OPTIONS, viewport: { width: 700, height: 800 } },
  async (_, stage) => {
    await stage.button('Show members').click();
    await stage.button('Rename group').click();
    await stage.page.getByRole('dialog').waitFor();
    await stage.press('Escape');
    await stage.gone(stage.page.getByRole('dialog'));
    await stage.focused(stage.button('Rename group'));
    await stage.press('Escape');
    await stage.gone(getMembersPanel(stage));
    await stage.focused(stage.button('Show members'));
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

stageTest(
  'Escape in the message field does not close a members panel that is beside the messages',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (_, stage) => {
    await getMembersPanel(stage).waitFor();
    await stage.page.getByLabel('Message', { exact: true }).focus();
    await stage.press('Escape');
    await stage.page.evaluate(() => new Promise(requestAnimationFrame));
    await getMembersPanel(stage).waitFor();
    await getMembersPanel(stage).getByRole('button', { name: 'Close' }).focus();
    await stage.page.locator('.tooltip').waitFor();
    await stage.press('Escape');
    await stage.gone(getMembersPanel(stage));
  },
);
