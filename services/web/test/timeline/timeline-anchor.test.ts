import type { Message } from '@kcs/contracts';
import {
  CLEO,
  createChangeAddingCleo,
  createMessage,
  createTimeline,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  createGroupOptions,
  createMessages,
  getRowTop,
  getVisibleSeqs,
  scrollTimelineTo,
  setLoadedMessages,
  waitForLayout,
} from '../support/timeline-page.ts';

const TWO_HUNDRED_MESSAGES = createMessages(1, 200);
const createMessagesWithChange = (seq: number, changes: Partial<Message>) =>
  TWO_HUNDRED_MESSAGES.map((one) => (one.seq === seq ? { ...one, ...changes } : one));
const LONG_TEXT = 'A long text that wraps. '.repeat(60);
/**
 * Functions that each make one kind of change that could move the visible messages. `above` is the seq of a rendered
 * message above the visible area.
 */
const APPLY_HEIGHT_CHANGE_BY_NAME: Readonly<
  Record<string, (stage: Stage, above: number) => Promise<unknown>>
> = {
  'an edit that makes a message longer': (stage, above) =>
    setLoadedMessages(stage, createMessagesWithChange(above, { content: LONG_TEXT })),
  'a first reaction': (stage, above) =>
    setLoadedMessages(
      stage,
      createMessagesWithChange(above, { reactions: [{ emoji: '👍', count: 1, user_ids: ['ben'] }] }),
    ),
  'a deletion': (stage, above) =>
    setLoadedMessages(
      stage,
      createMessagesWithChange(above, { content: null, deleted_at: '2026-01-01T00:00:00.000Z' }),
    ),
  'a reply quote': (stage, above) =>
    setLoadedMessages(
      stage,
      createMessagesWithChange(above, { reply_to: { id: 'message-1', sender_name: 'Ben', excerpt: 'text' } }),
    ),
  'a system message': (stage, above) =>
    setLoadedMessages(stage, TWO_HUNDRED_MESSAGES, { changes: [createChangeAddingCleo(above + 0.5)] }),
  'another sender’s name': (stage, above) =>
    setLoadedMessages(stage, createMessagesWithChange(above, { sender_id: CLEO.id, sender_name: CLEO.name })),
  'a day separator': (stage, above) =>
    setLoadedMessages(stage, createMessagesWithChange(above, { created_at: '2026-01-01T00:00:00.000Z' })),
  'older messages': (stage) => setLoadedMessages(stage, [...createMessages(-99, 0), ...TWO_HUNDRED_MESSAGES]),
  'the loss of messages far above': (stage) =>
    setLoadedMessages(stage, TWO_HUNDRED_MESSAGES.slice(40), { hasOlder: true }),
  'a new message below': (stage) => setLoadedMessages(stage, [...TWO_HUNDRED_MESSAGES, createMessage(201)]),
  'larger letters above': (stage, above) =>
    stage.page.evaluate((seq) => {
      for (const row of document.querySelectorAll<HTMLElement>('[data-seq]'))
        if (Number(row.dataset.seq) <= seq) row.style.fontSize = '30px';
    }, above),
};

stageTest(
  'visible messages stay in place when messages above them change in height',
  'chat',
  createGroupOptions(TWO_HUNDRED_MESSAGES),
  async (t, stage) => {
    for (const [name, change] of Object.entries(APPLY_HEIGHT_CHANGE_BY_NAME)) {
      await stage.setState({ timelines: { [GROUP_ID]: createTimeline(TWO_HUNDRED_MESSAGES) } });
      await scrollTimelineTo(stage, 4_000);
      const [first = 0, , reading = 0] = await getVisibleSeqs(stage);
      const rowTopBefore = await getRowTop(stage, reading);
      // Do not change the message directly above the first visible one, because that would also change the layout of
      // the first visible one.
      await change(stage, first - 2);
      await waitForLayout(stage);
      const movedPx = Math.abs((await getRowTop(stage, reading)) - rowTopBefore);
      t.ok(movedPx <= 1, `${name} moves it by ${movedPx.toFixed(1)} px`);
    }
  },
);

stageTest(
  'a reaction to a message that is cut off at the top or fills the timeline does not move the visible messages',
  'chat',
  createGroupOptions(TWO_HUNDRED_MESSAGES),
  async (t, stage) => {
    const reactions = [{ emoji: '👍', count: 1, user_ids: ['ben'] }];
    await scrollTimelineTo(stage, 1_500);
    const [crossing = 0, next = 0] = await getVisibleSeqs(stage);
    const rowTopBefore = await getRowTop(stage, next);
    await setLoadedMessages(stage, createMessagesWithChange(crossing, { reactions }));
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, next)) - rowTopBefore) <= 1, 'the reaction at the upper edge');

    await stage.page.locator(`[data-seq="${next}"]`).evaluate((row) => {
      row.style.minHeight = '1500px';
    });
    await waitForLayout(stage);
    await stage.page.locator('.timeline').evaluate((box) => box.scrollBy({ top: 300 }));
    await waitForLayout(stage);
    const longRowTopBefore = await getRowTop(stage, next);
    t.same(await getVisibleSeqs(stage), [next], 'one message fills the screen');
    await setLoadedMessages(stage, createMessagesWithChange(next, { reactions }));
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, next)) - longRowTopBefore) <= 1, 'the reaction on a long message');
  },
);

stageTest(
  'the message that the user is reading stays in place when the window gets narrower',
  'chat',
  createGroupOptions(
    TWO_HUNDRED_MESSAGES.map((one) => ({ ...one, content: `${one.content} ${'word '.repeat(30)}` })),
  ),
  async (t, stage) => {
    await scrollTimelineTo(stage, 4_000);
    const [, reading = 0] = await getVisibleSeqs(stage);
    const rowTopBefore = await getRowTop(stage, reading);
    await stage.page.setViewportSize({ width: 820, height: 800 });
    await waitForLayout(stage);
    const movedPx = Math.abs((await getRowTop(stage, reading)) - rowTopBefore);
    t.ok(movedPx <= 1, `moved by ${movedPx} px`);
  },
);
