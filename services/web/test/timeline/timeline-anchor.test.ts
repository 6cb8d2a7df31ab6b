import type { Message } from '@kcs/contracts';
import { CLEO, cleoAdded, GROUP_ID, message, timeline } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  getRowTop,
  getVisibleSeqs,
  groupWith,
  messages,
  scrollTo,
  showMessages,
  waitForLayout,
} from '../support/timeline-page.ts';

const MESSAGES = messages(1, 200);
const withChangedMessage = (seq: number, changes: Partial<Message>) =>
  MESSAGES.map((one) => (one.seq === seq ? { ...one, ...changes } : one));
const LONG_TEXT = 'A long text that wraps. '.repeat(60);
/**
 * Functions that each make one kind of change that could move the visible messages. `above` is the seq of a rendered
 * message above the visible area.
 */
const HEIGHT_CHANGES: Readonly<Record<string, (stage: Stage, above: number) => Promise<unknown>>> = {
  'an edit that makes a message longer': (stage, above) =>
    showMessages(stage, withChangedMessage(above, { content: LONG_TEXT })),
  'a first reaction': (stage, above) =>
    showMessages(
      stage,
      withChangedMessage(above, { reactions: [{ emoji: '👍', count: 1, user_ids: ['ben'] }] }),
    ),
  'a deletion': (stage, above) =>
    showMessages(stage, withChangedMessage(above, { content: null, deleted_at: '2026-01-01T00:00:00.000Z' })),
  'a reply quote': (stage, above) =>
    showMessages(
      stage,
      withChangedMessage(above, { reply_to: { id: 'message-1', sender_name: 'Ben', excerpt: 'text' } }),
    ),
  'a system message': (stage, above) => showMessages(stage, MESSAGES, { changes: [cleoAdded(above + 0.5)] }),
  'another sender’s name': (stage, above) =>
    showMessages(stage, withChangedMessage(above, { sender_id: CLEO.id, sender_name: CLEO.name })),
  'a day separator': (stage, above) =>
    showMessages(stage, withChangedMessage(above, { created_at: '2026-01-01T00:00:00.000Z' })),
  'older messages': (stage) => showMessages(stage, [...messages(-99, 0), ...MESSAGES]),
  'the loss of messages far above': (stage) => showMessages(stage, MESSAGES.slice(40), { hasOlder: true }),
  'a new message below': (stage) => showMessages(stage, [...MESSAGES, message(201)]),
  'larger letters above': (stage, above) =>
    stage.page.evaluate((seq) => {
      for (const row of document.querySelectorAll<HTMLElement>('[data-seq]'))
        if (Number(row.dataset.seq) <= seq) row.style.fontSize = '30px';
    }, above),
};

stageTest(
  'visible messages stay in place when messages above them change in height',
  'chat',
  groupWith(MESSAGES),
  async (t, stage) => {
    for (const [name, change] of Object.entries(HEIGHT_CHANGES)) {
      await stage.setState({ timelines: { [GROUP_ID]: timeline(MESSAGES) } });
      await scrollTo(stage, 4_000);
      const [first = 0, , reading = 0] = await getVisibleSeqs(stage);
      const before = await getRowTop(stage, reading);
      // Do not change the message directly above the first visible one, because that would also change the layout of
      // the first visible one.
      await change(stage, first - 2);
      await waitForLayout(stage);
      const moved = Math.abs((await getRowTop(stage, reading)) - before);
      t.ok(moved <= 1, `${name} moves it by ${moved.toFixed(1)} px`);
    }
  },
);

stageTest(
  'a reaction to a message that is cut off at the top or fills the timeline does not move the visible messages',
  'chat',
  groupWith(MESSAGES),
  async (t, stage) => {
    const reactions = [{ emoji: '👍', count: 1, user_ids: ['ben'] }];
    await scrollTo(stage, 1_500);
    const [crossing = 0, next = 0] = await getVisibleSeqs(stage);
    const before = await getRowTop(stage, next);
    await showMessages(stage, withChangedMessage(crossing, { reactions }));
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, next)) - before) <= 1, 'the reaction at the upper edge');

    await stage.page.locator(`[data-seq="${next}"]`).evaluate((row) => {
      row.style.minHeight = '1500px';
    });
    await waitForLayout(stage);
    await stage.page.locator('.timeline').evaluate((box) => box.scrollBy({ top: 300 }));
    await waitForLayout(stage);
    const top = await getRowTop(stage, next);
    t.same(await getVisibleSeqs(stage), [next], 'one message fills the screen');
    await showMessages(stage, withChangedMessage(next, { reactions }));
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, next)) - top) <= 1, 'the reaction on a long message');
  },
);

stageTest(
  'the message that the user is reading stays in place when the window gets narrower',
  'chat',
  groupWith(MESSAGES.map((one) => ({ ...one, content: `${one.content} ${'word '.repeat(30)}` }))),
  async (t, stage) => {
    await scrollTo(stage, 4_000);
    const [, reading = 0] = await getVisibleSeqs(stage);
    const before = await getRowTop(stage, reading);
    await stage.page.setViewportSize({ width: 820, height: 800 });
    await waitForLayout(stage);
    const moved = Math.abs((await getRowTop(stage, reading)) - before);
    t.ok(moved <= 1, `moved by ${moved} px`);
  },
);
