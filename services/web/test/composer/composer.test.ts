import {
  createChatState,
  createDirectRoom,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getMessageField = (stage: Stage) => stage.page.getByLabel('Message', { exact: true });

const QUOTE_OF_MESSAGE_3 = { id: 'message-3', sender_name: 'Ben Okri', excerpt: 'Message 3' };
const MESSAGE_FROM_ADA = createMessage(4, { ...SENT_BY_ADA, content: 'Mine' });
const OPEN_GROUP_OPTIONS = {
  roomId: GROUP_ID,
  state: createChatState({ timelines: { [GROUP_ID]: createTimeline([createMessage(3), MESSAGE_FROM_ADA]) } }),
};

async function clickMessageAction(stage: Stage, text: string, action: string): Promise<void> {
  const messageRow = stage.page
    .locator('[data-seq]')
    .filter({ has: stage.page.getByText(text, { exact: true }) });
  await messageRow.hover();
  await messageRow.getByRole('button', { name: action, exact: true }).click();
}

/** Starts an edit of the user's own message, and waits until the message field contains the message's text. */
async function startEditOfOwnMessage(stage: Stage): Promise<void> {
  await clickMessageAction(stage, 'Mine', 'Edit');
  await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === 'Mine');
}

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

stageTest(
  "a room's draft is kept while another room is open",
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }),
  },
  async (t, stage) => {
    const openRoomByTitle = async (title: string) => {
      await stage.page.getByRole('link', { name: title }).click();
      await stage.page.locator('.room-head', { hasText: title }).waitFor();
    };
    await getMessageField(stage).fill('For the class');
    await openRoomByTitle('Ben Okri');
    t.equal(await getMessageField(stage).inputValue(), '');
    await openRoomByTitle('Class 7b');
    t.equal(await getMessageField(stage).inputValue(), 'For the class');
  },
);

stageTest(
  'on a touch screen, Enter starts a new line, and the on-screen keyboard does not open by itself',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    viewport: { width: 390, height: 800 },
    context: { hasTouch: true, isMobile: true },
  },
  async (t, stage) => {
    t.not(await stage.page.evaluate(() => document.activeElement?.id), 'composer');
    await getMessageField(stage).tap();
    await getMessageField(stage).pressSequentially('one');
    await stage.press('Enter');
    t.equal(await getMessageField(stage).inputValue(), 'one\n');
    t.strictSame(await stage.callsTo('send'), []);
  },
);

async function openListedRoom(stage: Stage, title: string): Promise<void> {
  await stage.page.getByRole('link', { name: title }).click();
  await stage.page.locator('.room-head', { hasText: title }).waitFor();
}

const TWO_ROOMS_OPTIONS = {
  ...OPEN_GROUP_OPTIONS,
  state: createChatState({
    rooms: createRoomEntries(createRoom(), createDirectRoom()),
    timelines: { [GROUP_ID]: createTimeline([createMessage(3), MESSAGE_FROM_ADA]) },
  }),
};

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

for (const action of ['Reply', 'Edit'] as const) {
  stageTest(
    `an unfinished ${action.toLowerCase()} is restored after a visit to another room and after a reload`,
    'chat',
    TWO_ROOMS_OPTIONS,
    async (t, stage) => {
      const draftHeading = stage.page.getByText(
        action === 'Reply' ? 'Reply to Ben Okri' : 'Edit your message',
      );
      await clickMessageAction(stage, action === 'Reply' ? 'Message 3' : 'Mine', action);
      await getMessageField(stage).fill('Half written');
      await openListedRoom(stage, 'Ben Okri');
      await stage.gone(draftHeading);
      t.equal(await getMessageField(stage).inputValue(), '');
      await openListedRoom(stage, 'Class 7b');
      await draftHeading.waitFor();
      t.equal(await getMessageField(stage).inputValue(), 'Half written');
      await stage.page.reload();
      await stage.page.evaluate((state) => pageStage.mount('chat', state, null), TWO_ROOMS_OPTIONS.state);
      await draftHeading.waitFor();
      t.equal(await getMessageField(stage).inputValue(), 'Half written');
    },
  );
}

stageTest(
  'the room list shows the draft in a room that is not open',
  'chat',
  TWO_ROOMS_OPTIONS,
  async (_, stage) => {
    await getMessageField(stage).fill('For the class');
    await openListedRoom(stage, 'Ben Okri');
    await stage.page.locator('.room', { hasText: 'Class 7b' }).getByText('Draft: ').waitFor();
  },
);

stageTest(
  'logging out asks for confirmation if there is an unsent draft',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('For the class');
    await stage.button('Log out').click();
    const confirmDialog = stage.page.getByRole('dialog', { name: 'Log out?' });
    await confirmDialog.getByText('You have an unsent draft').waitFor();
    t.strictSame(await stage.callsTo('onLogOut'), []);
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

/** The event properties that mark a key press as part of an input method. They differ between browsers. */
const COMPOSING_KEY_PROPERTIES = [
  { isComposing: true, keyCode: 229 },
  { isComposing: true, keyCode: 13 },
  { isComposing: false, keyCode: 229 },
];

stageTest(
  'a key press in an input method neither sends the text nor cancels a reply',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await getMessageField(stage).fill('hello');
    for (const key of ['Enter', 'Escape']) {
      for (const marks of COMPOSING_KEY_PROPERTIES) {
        await getMessageField(stage).dispatchEvent('keydown', {
          key,
          ...marks,
          bubbles: true,
          cancelable: true,
        });
      }
    }
    t.strictSame(await stage.callsTo('send'), []);
    t.equal(await getMessageField(stage).inputValue(), 'hello');
    t.ok(await stage.page.getByText('Reply to Ben Okri').isVisible());
    t.ok(await stage.page.getByRole('complementary').first().isVisible(), 'the members panel stays open');
  },
);

const TABLET_OPTIONS = { ...OPEN_GROUP_OPTIONS, context: { hasTouch: true, isMobile: true } };
for (const key of ['Control+Enter', 'Meta+Enter']) {
  stageTest(`on a touch screen, ${key} sends the message`, 'chat', TABLET_OPTIONS, async (t, stage) => {
    await getMessageField(stage).fill('one');
    await stage.press(key);
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one' }]);
  });
}

stageTest(
  'on a touch screen with a hardware keyboard, Enter sends the message',
  'chat',
  TABLET_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('one');
    await stage.press('Alt');
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one' }]);
  },
);

stageTest(
  'a reply that is waiting to be sent can be moved back into the message field, above the text that is already there',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    state: createChatState({
      connection: 'waiting',
      pending: { [GROUP_ID]: [createPendingMessage({ replyTo: QUOTE_OF_MESSAGE_3 })] },
    }),
  },
  async (t, stage) => {
    await getMessageField(stage).fill('And more');
    await stage.page.locator('.row-pending').getByRole('button', { name: 'Edit' }).click();
    t.strictSame(await stage.called('discard'), [GROUP_ID, 'pending-1']);
    await stage.page.waitForFunction(
      () => document.querySelector('textarea')?.value === 'Not sent yet\nAnd more',
    );
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { replyTo: QUOTE_OF_MESSAGE_3, rewrites: 'pending-1' }]);

    await stage.page.locator('.row-pending').getByRole('button', { name: 'Edit' }).click();
    await stage.gone(stage.page.locator('.row-pending').getByRole('button', { name: 'Edit' }));
    await getMessageField(stage).fill('');
    await getMessageField(stage).fill('Something else');
    await stage.press('Enter');
    await stage.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    const [, draft] = (await stage.callsTo('send')).at(-1)?.args ?? [];
    t.strictSame(
      draft,
      { content: 'Something else', replyTo: QUOTE_OF_MESSAGE_3 },
      'it replaces no other text',
    );
  },
);

for (const type of ['drop', 'paste'] as const) {
  stageTest(
    `a file ${type} is refused with an explanation, and the page stays open`,
    'chat',
    OPEN_GROUP_OPTIONS,
    async (t, stage) => {
      const isDefaultPrevented = await stage.page.evaluate((name) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'x.txt'));
        const eventInit = { bubbles: true, cancelable: true };
        const dropOrPasteEvent =
          name === 'drop'
            ? new DragEvent(name, { ...eventInit, dataTransfer })
            : new ClipboardEvent(name, { ...eventInit, clipboardData: dataTransfer });
        return !document.body.dispatchEvent(dropOrPasteEvent);
      }, type);
      t.ok(isDefaultPrevented);
      await stage.shows('Files cannot be sent yet.');
    },
  );
}

const getMentionOptions = (stage: Stage) =>
  stage.page.getByRole('listbox', { name: 'Mention someone' }).getByRole('option');

stageTest(
  'MENTION-1: after an @, the arrow keys and Enter insert the name of a member',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    const messageField = getMessageField(stage);
    await messageField.pressSequentially('Hi @');
    await stage.page.getByRole('status').getByText('2 people to mention.').waitFor({ state: 'attached' });
    t.match(await getMentionOptions(stage).allTextContents(), [/Ben Okri/, /Cleo Park/]);
    await stage.press('ArrowDown');
    const activeOption = getMentionOptions(stage).and(stage.page.locator('[aria-selected=true]'));
    await activeOption.filter({ hasText: 'Cleo Park' }).waitFor();
    // Screen readers announce the option that the field's `aria-activedescendant` refers to.
    const activeOptionId = await activeOption.getAttribute('id');
    await messageField.and(stage.page.locator(`[aria-activedescendant="${activeOptionId}"]`)).waitFor();
    await stage.press('Enter');
    t.equal(await messageField.inputValue(), 'Hi @Cleo Park ');
    t.equal(await getMentionOptions(stage).count(), 0);
    await messageField.pressSequentially('and @be');
    await getMentionOptions(stage).filter({ hasText: 'Ben Okri' }).click();
    await stage.focused(messageField);
    t.equal(await messageField.inputValue(), 'Hi @Cleo Park and @Ben Okri ');
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { content: 'Hi @Cleo Park and @Ben Okri' }]);
  },
);

stageTest(
  'Escape closes the list of members, and Enter sends a mention that matches no member',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).pressSequentially('@b');
    await getMentionOptions(stage).filter({ hasText: 'Ben Okri' }).waitFor();
    await stage.press('Escape');
    await getMentionOptions(stage).waitFor({ state: 'detached' });
    await getMessageField(stage).pressSequentially('e');
    t.equal(await getMentionOptions(stage).count(), 0, 'it stays closed for this mention');
    await getMessageField(stage).fill('@nobody');
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { content: '@nobody' }]);
  },
);
