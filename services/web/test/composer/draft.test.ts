import {
  clickMessageAction,
  getMessageField,
  MESSAGE_FROM_ADA,
  OPEN_GROUP_OPTIONS,
  QUOTE_OF_MESSAGE_3,
} from '../support/composer-page.ts';
import {
  createChatState,
  createDirectRoom,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

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
