import { getMessageField, OPEN_GROUP_OPTIONS } from '../support/composer-page.ts';
import {
  ADA,
  BEN,
  createChatState,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

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
  'on a phone, the list of members lies above the message field, and a tap inserts a name',
  'chat',
  { ...OPEN_GROUP_OPTIONS, viewport: { width: 390, height: 844 } },
  async (t, stage) => {
    const messageField = getMessageField(stage);
    await messageField.pressSequentially('@');
    await getMentionOptions(stage).nth(1).waitFor();
    const [fieldBox, ...optionBoxes] = await Promise.all(
      [messageField, ...(await getMentionOptions(stage).all())].map((element) => element.boundingBox()),
    );
    for (const box of optionBoxes) {
      t.ok(box && fieldBox && box.y >= 0 && box.y + box.height <= fieldBox.y, 'above the message field');
      t.ok(
        box && box.x >= 0 && box.x + box.width <= 390 && box.height >= 40,
        'in the window, and large enough',
      );
    }
    await getMentionOptions(stage).filter({ hasText: 'Cleo Park' }).click();
    t.equal(await messageField.inputValue(), '@Cleo Park ');
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

stageTest(
  'in a large room, Enter does not insert a member who was found for an earlier text',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ member_count: 700 })),
      rosters: { [GROUP_ID]: createRoster([createMember(ADA, 'owner')], { complete: false }) },
    }),
  },
  async (t, stage) => {
    await stage.answer('api.findMembers', {
      value: { items: [createMember(BEN, 'member')], hasMore: false },
    });
    await getMessageField(stage).pressSequentially('@b');
    await getMentionOptions(stage).filter({ hasText: 'Ben Okri' }).waitFor();
    // The list searches only after a short pause, so the server has not been asked for this text yet.
    await getMessageField(stage).evaluate((field) => {
      document.execCommand('insertText', false, 'ox');
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    });
    t.match(await stage.called('send'), [GROUP_ID, { content: '@box' }]);
  },
);
