import { OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import { createRoom, createRoomEntries, GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

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
