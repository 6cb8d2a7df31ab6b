import { chatState, GROUP_ID, pendingMessage } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const statusButton = (stage: Stage) => stage.page.getByRole('button', { name: 'Ada Byron' });
const statusItem = (stage: Stage, name: string) => stage.page.getByRole('menuitemradio', { name });

stageTest(
  'the status menu marks the current status and can set another one',
  'chat',
  {},
  async (t, stage) => {
    await statusButton(stage).click();
    await stage.focused(statusItem(stage, 'Online'));
    t.equal(await statusItem(stage, 'Online').getAttribute('aria-checked'), 'true');
    await stage.press('End');
    await stage.press('Enter');
    t.strictSame(await stage.called('setStatus'), ['busy']);
    await stage.focused(statusButton(stage));
    await stage.setState({ presence: { ada: { status: 'busy' } as never } });
    await statusButton(stage).getByText('Busy').first().waitFor();
  },
);

stageTest(
  'without a connection, the user is offline and cannot choose a status',
  'chat',
  { state: chatState({ connection: 'waiting' }) },
  async (t, stage) => {
    await statusButton(stage).getByText('Offline').first().waitFor();
    await statusButton(stage).click();
    t.ok(await statusItem(stage, 'Busy').isDisabled());
  },
);

stageTest('one click logs the user out if no message is waiting to be sent', 'chat', {}, async (_, stage) => {
  await stage.button('Log out').click();
  await stage.called('onLogOut');
});

stageTest(
  'logging out asks for confirmation if messages would be lost',
  'chat',
  {
    state: chatState({ pending: { [GROUP_ID]: [pendingMessage(), pendingMessage({ clientMsgId: 'two' })] } }),
  },
  async (t, stage) => {
    const dialog = stage.page.getByRole('dialog', { name: 'Log out?' });
    await stage.button('Log out').click();
    await dialog.getByText('2 messages have not been sent yet.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await stage.gone(dialog);
    t.strictSame(await stage.callsTo('onLogOut'), []);
    await stage.button('Log out').click();
    await dialog.getByRole('button', { name: 'Log out' }).click();
    await stage.called('onLogOut');
  },
);
