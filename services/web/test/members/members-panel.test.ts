import {
  ADA,
  BEN,
  CLEO,
  chatState,
  DEE,
  DIRECT_ID,
  directRoom,
  entries,
  GROUP_ID,
  member,
  room,
  roster,
  user,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const membersPanel = (stage: Stage) => stage.page.getByRole('complementary', { name: 'Members' });
const memberRow = (stage: Stage, name: string) =>
  membersPanel(stage).getByRole('listitem').filter({ hasText: name });
const addPeopleButton = (stage: Stage) => membersPanel(stage).getByRole('button', { name: 'Add people' });
const IN_ROOM = { roomId: GROUP_ID };

const presence = (status: 'online' | 'busy') => ({ status }) as never;

stageTest(
  'the members panel shows roles and lists online members first',
  'chat',
  { ...IN_ROOM, state: chatState({ presence: { cleo: presence('online'), ben: presence('busy') } }) },
  async (t, stage) => {
    await membersPanel(stage).waitFor();
    const names = await membersPanel(stage).locator('.person-text > span:first-child').allTextContents();
    t.strictSame(names, ['Cleo Park Parent', 'Ben Okri Student', 'Ada Byron Teacher (you)']);
    await memberRow(stage, 'Ben Okri').getByText('Busy, admin').waitFor();
    await memberRow(stage, 'Ada Byron').getByText('Offline, owner').waitFor();
    await stage.shows('3 members, 2 online');
  },
);

stageTest(
  'an owner can remove a member, and a failed removal shows a toast',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    await stage.answer('api.removeMember', { error: { code: 'FORBIDDEN', message: 'Not allowed.' } });
    await memberRow(stage, 'Ben Okri').hover();
    await stage.button('Remove Ben Okri').click();
    t.strictSame(await stage.called('api.removeMember'), [GROUP_ID, BEN.id]);
    await stage.page.getByRole('alert').getByText('Not allowed.').waitFor();
    t.equal(await stage.button('Remove Ada Byron').count(), 0, 'users do not remove themselves');
  },
);

stageTest(
  'an admin cannot remove the owner, and a member can neither remove people nor rename the group',
  'chat',
  {
    ...IN_ROOM,
    state: chatState({
      rooms: entries(room({ my_role: 'admin' })),
      rosters: { [GROUP_ID]: roster([member(ADA, 'admin'), member(BEN, 'owner'), member(CLEO, 'member')]) },
    }),
  },
  async (t, stage) => {
    await stage.button('Remove Cleo Park').waitFor();
    t.equal(await stage.button('Remove Ben Okri').count(), 0);
    await stage.setState({ rooms: entries(room({ my_role: 'member' })) });
    await stage.gone(stage.button('Remove Cleo Park'));
    t.equal(await stage.button('Rename group').count(), 0);
    t.equal(await stage.button('Add people').count(), 0);
  },
);

stageTest(
  'a user can search for people, select them, and add them to a group',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    await stage.answer('api.people', { value: { items: [user(DEE)], hasMore: false } });
    await addPeopleButton(stage).click();
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
    await stage.focused(addPeopleButton(stage));
  },
);

stageTest('a user can remove a selected person from the selection', 'chat', IN_ROOM, async (t, stage) => {
  await stage.answer('api.people', { value: { items: [user(DEE)], hasMore: false } });
  await addPeopleButton(stage).click();
  const dialog = stage.page.getByRole('dialog');
  const selectedPeople = dialog.getByRole('list', { name: 'Selected people' });
  await dialog.getByRole('option', { name: 'Dee Ruiz' }).click();
  await selectedPeople.getByRole('button', { name: 'Remove Dee Ruiz' }).click();
  await stage.gone(selectedPeople);
  t.ok(await dialog.getByRole('button', { name: 'Add', exact: true }).isDisabled());
});

stageTest('renaming a group returns the focus to the rename button', 'chat', IN_ROOM, async (t, stage) => {
  await stage.button('Rename group').click();
  const field = stage.page.getByLabel('Group name');
  await stage.focused(field);
  await field.fill('  ');
  t.ok(await stage.page.getByRole('dialog').getByRole('button', { name: 'Rename' }).isDisabled());
  await field.fill(' Class 8b ');
  await stage.answer('api.updateRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
  await stage.press('Enter');
  await stage.page.getByRole('dialog').getByRole('alert').getByText('Try again.').waitFor();
  await stage.answer('api.updateRoom', { value: undefined });
  await stage.press('Enter');
  await stage.gone(stage.page.getByRole('dialog'));
  t.strictSame(await stage.called('api.updateRoom'), [GROUP_ID, { name: 'Class 8b' }]);
  await stage.focused(stage.button('Rename group'));
});

stageTest('leaving a group asks for confirmation', 'chat', IN_ROOM, async (t, stage) => {
  await stage.button('Leave group').click();
  await stage.page.getByRole('dialog').waitFor();
  await stage.press('Escape');
  await stage.gone(stage.page.getByRole('dialog'));
  t.strictSame(await stage.callsTo('leave'), []);
  await stage.button('Leave group').click();
  await stage.button('Leave').click();
  t.strictSame(await stage.called('leave'), [GROUP_ID]);
});

stageTest(
  'a direct room shows no member roles, and the user can hide the room',
  'chat',
  {
    roomId: DIRECT_ID,
    state: chatState({
      rooms: entries(directRoom()),
      rosters: { [DIRECT_ID]: roster([member(ADA, 'owner'), member(BEN, 'member')]) },
    }),
  },
  async (t, stage) => {
    await memberRow(stage, 'Ada Byron').getByText('Teacher', { exact: true }).waitFor();
    await stage.button('Hide this conversation').click();
    await stage.button('Hide').click();
    t.strictSame(await stage.called('leave'), [DIRECT_ID]);
  },
);

stageTest('the members panel opens a direct room with a member', 'chat', IN_ROOM, async (t, stage) => {
  await stage.answer('createRoom', { value: DIRECT_ID });
  await memberRow(stage, 'Ben Okri').hover();
  await stage.button('Message Ben Okri').click();
  t.strictSame(await stage.called('createRoom'), ['direct', [BEN.id]]);
});

stageTest(
  'a long member list says how many members are not shown',
  'chat',
  {
    ...IN_ROOM,
    state: chatState({
      rooms: entries(room({ member_count: 700 })),
      rosters: { [GROUP_ID]: roster([member(ADA, 'owner')], { complete: false }) },
    }),
  },
  async (_, stage) => stage.shows('and 699 more'),
);

stageTest(
  'Escape closes a dialog, then the members panel, and returns the focus',
  'chat',
  { ...IN_ROOM, viewport: { width: 700, height: 800 } },
  async (_, stage) => {
    await stage.button('Show members').click();
    await stage.button('Rename group').click();
    await stage.page.getByRole('dialog').waitFor();
    await stage.press('Escape');
    await stage.gone(stage.page.getByRole('dialog'));
    await stage.focused(stage.button('Rename group'));
    await stage.press('Escape');
    await stage.gone(membersPanel(stage));
    await stage.focused(stage.button('Show members'));
  },
);
