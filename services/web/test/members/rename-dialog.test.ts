import { OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import { GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

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
