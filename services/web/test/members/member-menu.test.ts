import { getMemberRow, getMenuButton, OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import {
  ADA,
  BEN,
  CLEO,
  createChatState,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  DEE,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const readMenuItems = (stage: Stage) => stage.page.getByRole('menuitem').allTextContents();
const pickMenuItem = (stage: Stage, name: string) =>
  stage.page.getByRole('menuitem', { name, exact: true }).click();

async function openMemberMenu(stage: Stage, name: string): Promise<void> {
  await getMemberRow(stage, name).hover();
  await getMenuButton(stage, name).click();
  await stage.page.getByRole('menuitem').first().waitFor();
}

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
