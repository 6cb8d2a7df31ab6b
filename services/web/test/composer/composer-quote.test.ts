import {
  clickMessageAction,
  getMessageField,
  OPEN_GROUP_OPTIONS,
  QUOTE_OF_MESSAGE_3,
  startEditOfOwnMessage,
} from '../support/composer-page.ts';
import { GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'the composer shows which message the user replies to, and canceling the reply keeps the text',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    const replyHeading = stage.page.getByText('Reply to Ben Okri');
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await stage.focused(getMessageField(stage));
    await getMessageField(stage).fill('Yes');
    await stage.press('Escape');
    await stage.gone(replyHeading);
    t.equal(await getMessageField(stage).inputValue(), 'Yes');
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await stage.button('Cancel').click();
    await stage.gone(replyHeading);
    t.equal(await getMessageField(stage).inputValue(), 'Yes');
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await stage.focused(getMessageField(stage));
    await stage.press('Enter');
    t.strictSame(await stage.called('send'), [GROUP_ID, { content: 'Yes', replyTo: QUOTE_OF_MESSAGE_3 }]);
    await stage.gone(replyHeading);
  },
);

stageTest(
  'an edit starts with the old message text, and saving the edit restores the previous draft',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('A draft');
    await startEditOfOwnMessage(stage);
    await getMessageField(stage).fill('Mine, changed');
    await stage.button('Save').click();
    t.strictSame(await stage.called('api.edit'), ['message-4', 'Mine, changed']);
    await stage.gone(stage.page.getByText('Edit your message'));
    t.equal(await getMessageField(stage).inputValue(), 'A draft');
  },
);

stageTest(
  'an edit stays open and shows the reason if saving it fails',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await stage.answer('api.edit', { error: { code: 'FORBIDDEN', message: 'You can’t edit this.' } });
    await startEditOfOwnMessage(stage);
    await getMessageField(stage).fill('Changed');
    await stage.press('Enter');
    await stage.page.getByRole('alert').getByText('You can’t edit this.').waitFor();
    t.equal(await getMessageField(stage).inputValue(), 'Changed');
    await stage.press('Escape');
    await stage.gone(stage.page.getByText('Edit your message'));
    t.equal(await getMessageField(stage).inputValue(), '');
  },
);

stageTest(
  'saving an edit that changes nothing sends no request',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await startEditOfOwnMessage(stage);
    await stage.press('Enter');
    await stage.gone(stage.page.getByText('Edit your message'));
    t.strictSame(await stage.callsTo('api.edit'), []);
  },
);

stageTest(
  'saving an edit that has no text asks whether to delete the message',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await startEditOfOwnMessage(stage);
    await getMessageField(stage).fill(' ');
    await stage.press('Enter');
    const confirmDialog = stage.page.getByRole('dialog', { name: 'Delete this message?' });
    await confirmDialog.getByRole('button', { name: 'Delete' }).click();
    t.strictSame(await stage.called('api.remove'), ['message-4']);
    await stage.gone(stage.page.getByText('Edit your message'));
    t.strictSame(await stage.callsTo('api.edit'), []);
  },
);

stageTest(
  'a reply that the user writes during an edit contains only its own text, and the edit is kept',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await startEditOfOwnMessage(stage);
    await getMessageField(stage).fill('Mine, changed');
    await clickMessageAction(stage, 'Message 3', 'Reply');
    t.equal(await getMessageField(stage).inputValue(), '');
    await getMessageField(stage).fill('An answer');
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { content: 'An answer', replyTo: { id: 'message-3' } }]);
    await clickMessageAction(stage, 'Mine', 'Edit');
    await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === 'Mine, changed');
  },
);
