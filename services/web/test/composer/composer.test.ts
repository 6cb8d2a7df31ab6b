import {
  chatState,
  directRoom,
  entries,
  fromAda,
  GROUP_ID,
  message,
  room,
  timeline,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const messageField = (stage: Stage) => stage.page.getByLabel('Message', { exact: true });

const OWN_MESSAGE = message(4, { ...fromAda, content: 'Mine' });
const IN_ROOM = {
  roomId: GROUP_ID,
  state: chatState({ timelines: { [GROUP_ID]: timeline([message(3), OWN_MESSAGE]) } }),
};

async function clickMessageAction(stage: Stage, text: string, action: string): Promise<void> {
  const row = stage.page.locator('[data-seq]').filter({ has: stage.page.getByText(text, { exact: true }) });
  await row.hover();
  await row.getByRole('button', { name: action, exact: true }).click();
}

/** Starts an edit of the user's own message, and waits until the message field contains its text. */
async function startEdit(stage: Stage): Promise<void> {
  await clickMessageAction(stage, 'Mine', 'Edit');
  await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === 'Mine');
}

stageTest('Enter sends the trimmed text and clears the field', 'chat', IN_ROOM, async (t, stage) => {
  await messageField(stage).fill('  Hello  ');
  t.strictSame(await stage.called('reportKeyPress'), [GROUP_ID]);
  await stage.press('Enter');
  t.strictSame(await stage.called('send'), [GROUP_ID, { content: 'Hello', replyTo: null }]);
  t.equal(await messageField(stage).inputValue(), '');
});

stageTest(
  'Shift+Enter starts a new line, and the Send button sends the message',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    await messageField(stage).pressSequentially('one');
    await stage.press('Shift+Enter');
    await messageField(stage).pressSequentially('two');
    t.strictSame(await stage.callsTo('send'), []);
    await stage.button('Send').click();
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one\ntwo' }]);
  },
);

stageTest('a message that contains only whitespace is not sent', 'chat', IN_ROOM, async (t, stage) => {
  await messageField(stage).fill('   ');
  await stage.press('Enter');
  t.ok(await stage.button('Send').isDisabled());
  t.strictSame(await stage.callsTo('send'), []);
});

stageTest(
  'a reply shows the quoted message, and Escape cancels the reply',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    const replyContext = stage.page.getByText('Reply to Ben Okri');
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await stage.focused(messageField(stage));
    await stage.press('Escape');
    await stage.gone(replyContext);
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await messageField(stage).fill('Yes');
    await stage.press('Enter');
    const replyTo = { id: 'message-3', sender_name: 'Ben Okri', excerpt: 'Message 3' };
    t.strictSame(await stage.called('send'), [GROUP_ID, { content: 'Yes', replyTo }]);
    await stage.gone(replyContext);
  },
);

stageTest(
  'an edit starts with the old text, and saving it restores the draft',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    await messageField(stage).fill('A draft');
    await startEdit(stage);
    await messageField(stage).fill('Mine, changed');
    await stage.button('Save').click();
    t.strictSame(await stage.called('api.edit'), ['message-4', 'Mine, changed']);
    await stage.gone(stage.page.getByText('Edit your message'));
    t.equal(await messageField(stage).inputValue(), 'A draft');
  },
);

stageTest('an edit that fails stays open and shows the reason', 'chat', IN_ROOM, async (t, stage) => {
  await stage.answer('api.edit', { error: { code: 'FORBIDDEN', message: 'You can’t edit this.' } });
  await startEdit(stage);
  await messageField(stage).fill('Changed');
  await stage.press('Enter');
  await stage.page.getByRole('alert').getByText('You can’t edit this.').waitFor();
  t.equal(await messageField(stage).inputValue(), 'Changed');
  await stage.press('Escape');
  await stage.gone(stage.page.getByText('Edit your message'));
  t.equal(await messageField(stage).inputValue(), '');
});

stageTest('saving an unchanged message sends no request', 'chat', IN_ROOM, async (t, stage) => {
  await startEdit(stage);
  await stage.press('Enter');
  await stage.gone(stage.page.getByText('Edit your message'));
  t.strictSame(await stage.callsTo('api.edit'), []);
});

stageTest(
  'a message that is too long shows its length and is not sent',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    await messageField(stage).fill('x'.repeat(3_600));
    await stage.shows('3600 of 4000');
    await messageField(stage).fill('x'.repeat(4_001));
    await stage.press('Enter');
    await stage.page.getByRole('alert').getByText('4000').waitFor();
    t.strictSame(await stage.callsTo('send'), []);
    await messageField(stage).fill('short');
    await stage.gone(stage.page.getByRole('alert'));
  },
);

stageTest(
  'text that the server would refuse is not sent, and the composer says what to remove',
  'chat',
  IN_ROOM,
  async (t, stage) => {
    for (const [text, reason] of [
      ['a\u202eb', 'must not contain characters that reverse the text'],
      ['a\u0007b', 'must not contain control characters'],
      ['\u200b\u3164', 'must contain at least one visible character'],
    ] as const) {
      await messageField(stage).fill(text);
      await stage.press('Enter');
      await stage.page.getByRole('alert').getByText(reason).waitFor();
    }
    t.strictSame(await stage.callsTo('send'), []);
  },
);

stageTest(
  'each room keeps its draft',
  'chat',
  { ...IN_ROOM, state: chatState({ rooms: entries(room(), directRoom()) }) },
  async (t, stage) => {
    const open = async (title: string) => {
      await stage.page.getByRole('link', { name: title }).click();
      await stage.page.locator('.room-head', { hasText: title }).waitFor();
    };
    await messageField(stage).fill('For the class');
    await open('Ben Okri');
    t.equal(await messageField(stage).inputValue(), '');
    await open('Class 7b');
    t.equal(await messageField(stage).inputValue(), 'For the class');
  },
);

stageTest(
  'on a touch screen, Enter starts a new line, and the keyboard does not open by itself',
  'chat',
  { ...IN_ROOM, viewport: { width: 390, height: 800 }, context: { hasTouch: true, isMobile: true } },
  async (t, stage) => {
    t.not(await stage.page.evaluate(() => document.activeElement?.id), 'composer');
    await messageField(stage).tap();
    await messageField(stage).pressSequentially('one');
    await stage.press('Enter');
    t.equal(await messageField(stage).inputValue(), 'one\n');
    t.strictSame(await stage.callsTo('send'), []);
  },
);
