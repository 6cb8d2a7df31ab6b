import { getMembersPanel, OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import { createUser, DEE, GROUP_ID } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getAddPeopleButton = (stage: Stage) =>
  getMembersPanel(stage).getByRole('button', { name: 'Add people' });

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
