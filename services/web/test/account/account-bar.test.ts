import { createChatState, createPendingMessage, GROUP_ID } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getStatusButton = (stage: Stage) => stage.page.getByRole('button', { name: 'Ada Byron' });
const getStatusItem = (stage: Stage, name: string) => stage.page.getByRole('menuitemradio', { name });

stageTest(
  'the status menu marks the current status, and choosing another status sets it',
  'chat',
  {},
  async (t, stage) => {
    await getStatusButton(stage).click();
    await stage.focused(getStatusItem(stage, 'Online'));
    t.equal(await getStatusItem(stage, 'Online').getAttribute('aria-checked'), 'true');
    await stage.press('End');
    await stage.press('Enter');
    t.strictSame(await stage.called('setStatus'), ['busy']);
    await stage.focused(getStatusButton(stage));
    await stage.setState({ presence: { ada: { status: 'busy' } as never } });
    await getStatusButton(stage).getByText('Busy').first().waitFor();
  },
);

stageTest(
  'while the client is disconnected, the user appears offline and cannot choose a status',
  'chat',
  { state: createChatState({ connection: 'waiting' }) },
  async (t, stage) => {
    await getStatusButton(stage).getByText('Offline').first().waitFor();
    await getStatusButton(stage).click();
    t.ok(await getStatusItem(stage, 'Busy').isDisabled());
  },
);

stageTest('one click logs the user out if no message is waiting to be sent', 'chat', {}, async (_, stage) => {
  await stage.button('Log out').click();
  await stage.called('onLogOut');
});

stageTest(
  'logging out asks for confirmation if unsent messages would be lost',
  'chat',
  {
    state: createChatState({
      pending: { [GROUP_ID]: [createPendingMessage(), createPendingMessage({ clientMsgId: 'two' })] },
    }),
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
