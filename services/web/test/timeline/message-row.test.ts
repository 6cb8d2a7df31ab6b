import {
  ADA,
  BEN,
  createChatState,
  createMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, type StageOptions, stageTest } from '../support/stage.ts';
import { scrollTimelineTo } from '../support/timeline-page.ts';

const REPLY_MESSAGE = createMessage(2, {
  ...SENT_BY_ADA,
  content: 'See https://example.org/a',
  reply_to_id: 'message-1',
  reply_to: { id: 'message-1', sender_name: BEN.name, excerpt: 'Message 1' },
  edited_at: '2026-03-01T10:00:00.000Z',
  reactions: [
    { emoji: '🎉', count: 2, user_ids: [ADA.id, BEN.id] },
    { emoji: '👍', count: 1, user_ids: [BEN.id] },
  ],
});
const OPEN_GROUP_OPTIONS: StageOptions = {
  roomId: GROUP_ID,
  state: createChatState({
    timelines: { [GROUP_ID]: createTimeline([createMessage(1), REPLY_MESSAGE, createMessage(3)]) },
  }),
};
const getMessageRow = (stage: Stage, seq: number) => stage.page.locator(`[data-seq="${seq}"]`);
const readAccessibleNameOfFocusedElement = (stage: Stage) =>
  stage.page.evaluate(() => {
    const focusedElement = document.activeElement;
    return focusedElement?.getAttribute('aria-label') ?? focusedElement?.textContent;
  });

stageTest(
  'a message row is an article whose accessible name contains the sender, text, time, and delivery state',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    const messageFeed = stage.page.getByRole('feed', { name: 'Messages' });
    await messageFeed.getByRole('article', { name: /^Ben Okri Student Message 1 \d/ }).waitFor();
    await messageFeed
      .getByRole('article', {
        name: /^You: Ben Okri ?Message 1 See https:\/\/example\.org\/a edited ?\d.* ?Sent$/,
      })
      .waitFor();
    t.equal(await messageFeed.getByRole('article').count(), 3);
  },
);

stageTest(
  'the sender’s role at the school appears beside the sender’s name',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (_, stage) => getMessageRow(stage, 1).locator('.sender', { hasText: 'Ben Okri Student' }).waitFor(),
);

stageTest(
  'action buttons appear only in the row that is under the mouse or has the keyboard focus',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    const toolbars = stage.page.getByRole('toolbar', { name: 'Message actions' });
    await stage.shows('Message 3');
    t.equal(await toolbars.count(), 0);
    await getMessageRow(stage, 1).hover();
    await getMessageRow(stage, 1).getByRole('toolbar').waitFor();
    await stage.page.mouse.move(0, 0);
    await stage.gone(toolbars);
    await getMessageRow(stage, 3).focus();
    await stage.press('ArrowUp');
    await getMessageRow(stage, 2).getByRole('toolbar').waitFor();
    t.equal(await toolbars.count(), 1);
    await stage.page.getByLabel('Message', { exact: true }).focus();
    await stage.gone(toolbars);
  },
);

stageTest(
  'a new row that replaces a removed row under the mouse shows its action buttons',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (_, stage) => {
    await getMessageRow(stage, 3).hover();
    await getMessageRow(stage, 3).getByRole('toolbar').waitFor();
    const rowBox = await getMessageRow(stage, 3).boundingBox();
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline([createMessage(1), REPLY_MESSAGE]) } });
    await stage.gone(getMessageRow(stage, 3));
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline([createMessage(1), REPLY_MESSAGE, createMessage(4)]) },
    });
    await stage.page.mouse.move((rowBox?.x ?? 0) + 40, (rowBox?.y ?? 0) + 10);
    await getMessageRow(stage, 4).getByRole('toolbar').waitFor();
  },
);

stageTest(
  'in a message row, the arrow keys reach the quote, the links, the actions, and the reactions',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageRow(stage, 3).focus();
    await stage.press('ArrowUp');
    await stage.focused(getMessageRow(stage, 2));
    const focusedNames: unknown[] = [];
    for (let n = 0; n < 8; n += 1) {
      await stage.press('ArrowRight');
      focusedNames.push(await readAccessibleNameOfFocusedElement(stage));
    }
    t.strictSame(focusedNames, [
      'Ben OkriMessage 1',
      'https://example.org/a',
      'React',
      'Reply',
      'Edit',
      'Delete',
      '🎉 2: You, Ben Okri',
      '👍 1: Ben Okri',
    ]);
    await stage.press('ArrowRight');
    t.equal(
      await readAccessibleNameOfFocusedElement(stage),
      '👍 1: Ben Okri',
      'the last control keeps the focus',
    );
    await stage.press('ArrowLeft');
    t.equal(await readAccessibleNameOfFocusedElement(stage), '🎉 2: You, Ben Okri');
    await stage.press('Escape');
    await stage.focused(getMessageRow(stage, 2));
  },
);

stageTest(
  'the Tab key moves the focus into the active row, and a second press moves the focus out of the timeline',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await getMessageRow(stage, 3).focus();
    await stage.press('ArrowUp');
    await stage.press('Tab');
    t.equal(await readAccessibleNameOfFocusedElement(stage), 'Ben OkriMessage 1');
    await stage.press('Tab');
    await stage.focused(stage.page.getByLabel('Message', { exact: true }));
    const tabStops = await stage.page
      .locator('[data-seq] :is(a, button)')
      .evaluateAll((all) =>
        all
          .filter((one) => (one as HTMLElement).tabIndex === 0)
          .map((one) => one.closest('[data-seq]')?.getAttribute('data-seq')),
      );
    t.strictSame(tabStops, ['2'], 'the controls of other rows are not in the tab order');
  },
);

const PHONE_OPTIONS: StageOptions = {
  ...OPEN_GROUP_OPTIONS,
  viewport: { width: 390, height: 800 },
  context: { hasTouch: true, isMobile: true },
};

/** Holds a finger on a row long enough to open the message actions. */
async function longPress(stage: Stage, seq: number): Promise<void> {
  const rowBox = await getMessageRow(stage, seq)
    .locator('.message-text')
    .evaluate((element) => {
      const textRange = document.createRange();
      textRange.selectNodeContents(element);
      const { left, top } = textRange.getBoundingClientRect();
      return { x: left + 5, y: top + 5 };
    });
  const devToolsSession = await stage.page.context().newCDPSession(stage.page);
  await devToolsSession.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [rowBox] });
  await stage.page.getByRole('dialog', { name: 'Message actions' }).waitFor();
  await devToolsSession.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

stageTest(
  'on a phone, a long press on a message opens a sheet with labeled actions',
  'chat',
  PHONE_OPTIONS,
  async (t, stage) => {
    await longPress(stage, 1);
    const actionSheet = stage.page.getByRole('dialog', { name: 'Message actions' });
    await actionSheet.getByText('Message 1').waitFor();
    t.strictSame(await actionSheet.locator('.sheet-action').allTextContents(), [
      'Reply',
      'Delete',
      'Copy text',
      'Cancel',
    ]);
    await actionSheet.getByRole('button', { name: 'React with 👍' }).tap();
    t.strictSame(await stage.called('api.react'), ['message-1', '👍']);
    await stage.gone(actionSheet);
    await longPress(stage, 1);
    await actionSheet.getByRole('button', { name: 'Reply' }).tap();
    await stage.page.getByText(`Reply to ${BEN.name}`).waitFor();
  },
);

stageTest(
  'on a phone, a tap on a message shows no action buttons, and a tap outside the action sheet closes it',
  'chat',
  PHONE_OPTIONS,
  async (t, stage) => {
    await getMessageRow(stage, 3).getByText('Message 3').waitFor();
    await getMessageRow(stage, 3).tap();
    t.equal(await stage.page.getByRole('toolbar', { name: 'Message actions' }).count(), 0);
    await longPress(stage, 3);
    await stage.page.touchscreen.tap(195, 20);
    await stage.gone(stage.page.getByRole('dialog', { name: 'Message actions' }));
  },
);

stageTest(
  'the actions of a tall message stay in view while the user scrolls',
  'chat',
  {
    roomId: GROUP_ID,
    viewport: { width: 1300, height: 500 },
    state: createChatState({
      rooms: createRoomEntries(createRoom()),
      timelines: {
        [GROUP_ID]: createTimeline([createMessage(1, { content: Array(17).fill('line').join('\n\n') })]),
      },
    }),
  },
  async (t, stage) => {
    await scrollTimelineTo(stage, 100_000);
    await getMessageRow(stage, 1).hover({ position: { x: 100, y: 400 } });
    const toolbarBox = await getMessageRow(stage, 1).getByRole('toolbar').boundingBox();
    t.ok(toolbarBox && toolbarBox.y > 60 && toolbarBox.y < 440, `at ${toolbarBox?.y} px`);
  },
);
