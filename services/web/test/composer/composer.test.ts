import { getMessageField, OPEN_GROUP_OPTIONS } from '../support/composer-page.ts';
import { GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'Enter sends the trimmed message text and clears the message field',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('  Hello  ');
    t.strictSame(await stage.called('reportKeyPress'), [GROUP_ID]);
    await stage.press('Enter');
    t.strictSame(await stage.called('send'), [GROUP_ID, { content: 'Hello', replyTo: null }]);
    t.equal(await getMessageField(stage).inputValue(), '');
  },
);

stageTest(
  'Shift+Enter starts a new line, and the Send button sends the message',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).pressSequentially('one');
    await stage.press('Shift+Enter');
    await getMessageField(stage).pressSequentially('two');
    t.strictSame(await stage.callsTo('send'), []);
    await stage.button('Send').click();
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one\ntwo' }]);
  },
);

stageTest(
  'a message that contains only whitespace is not sent',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('   ');
    await stage.press('Enter');
    t.ok(await stage.button('Send').isDisabled());
    t.strictSame(await stage.callsTo('send'), []);
  },
);

stageTest(
  'a message that is too long shows its length and is not sent',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('x'.repeat(3_600));
    await stage.shows('3600 of 4000');
    await getMessageField(stage).fill('x'.repeat(4_001));
    await stage.press('Enter');
    await stage.page.getByRole('alert').getByText('4000').waitFor();
    t.strictSame(await stage.callsTo('send'), []);
    await getMessageField(stage).fill('short');
    await stage.gone(stage.page.getByRole('alert'));
  },
);

stageTest(
  'a text that the server would refuse is not sent, and the composer says what to remove from it',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    for (const [text, reason] of [
      ['a\u202eb', 'must not contain characters that reverse the text'],
      ['a\u0007b', 'must not contain control characters'],
      ['\u200b\u3164', 'must contain at least one visible character'],
    ] as const) {
      await getMessageField(stage).fill(text);
      await stage.press('Enter');
      await stage.page.getByRole('alert').getByText(reason).waitFor();
    }
    t.strictSame(await stage.callsTo('send'), []);
  },
);
