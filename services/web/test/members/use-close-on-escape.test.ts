import { getMembersPanel, OPEN_GROUP_OPTIONS } from '../support/members-page.ts';
import { stageTest } from '../support/stage.ts';

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
