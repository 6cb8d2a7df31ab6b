import { BEN, createMessage, createTimeline, GROUP_ID } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  createGroupOptions,
  createMessages,
  getMessageRow,
  getRowTop,
  scrollTimelineTo,
  waitForLayout,
} from '../support/timeline-page.ts';

const createReply = (seq: number, to: number) =>
  createMessage(seq, {
    content: 'A reply',
    reply_to_id: `message-${to}`,
    reply_to: { id: `message-${to}`, sender_name: BEN.name, excerpt: `Message ${to}` },
  });
const getQuoteButton = (stage: Stage) => stage.page.getByTitle('Go to this message');
const getFlashingRow = (stage: Stage, text: string) => stage.page.locator('.row-flash', { hasText: text });
const getReturnButton = (stage: Stage) => stage.button('Back to where you were');

stageTest(
  'clicking a quote shows the beginning of the quoted message, and a button returns to the reply',
  'chat',
  createGroupOptions([
    createMessage(1, { content: `Message 1\n${'line\n'.repeat(80)}` }),
    ...createMessages(2, 60),
    createReply(61, 1),
  ]),
  async (t, stage) => {
    await getQuoteButton(stage).waitFor();
    const replyTopBefore = await getRowTop(stage, 61);
    await getQuoteButton(stage).click();
    await getFlashingRow(stage, 'Message 1').waitFor();
    await waitForLayout(stage);
    const quotedMessageTop = await getRowTop(stage, 1);
    t.ok(quotedMessageTop >= 0 && quotedMessageTop < 200, `the message begins at ${quotedMessageTop} px`);
    await getReturnButton(stage).click();
    await getMessageRow(stage, 'A reply').waitFor();
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 61)) - replyTopBefore) <= 1);
    await stage.gone(getReturnButton(stage));
  },
);

stageTest(
  'clicking a quote loads the quoted message and the messages around it',
  'chat',
  createGroupOptions([...createMessages(161, 200), createReply(201, 2)], { hasOlder: true }),
  async (t, stage) => {
    await stage.answer('api.message', { value: createMessage(2) });
    await stage.answer('loadAround', { held: true });
    await getQuoteButton(stage).click();
    t.strictSame(await stage.called('api.message'), ['message-2']);
    t.strictSame(await stage.called('loadAround'), [GROUP_ID, 2]);
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline(createMessages(1, 80), { hasNewer: true }) },
    });
    await stage.answer('loadAround', { value: undefined });
    await getFlashingRow(stage, 'Message 2').first().waitFor();
    await waitForLayout(stage);
    await getReturnButton(stage).click();
    t.strictSame(await stage.called('loadNewest'), [GROUP_ID]);
  },
);

stageTest(
  'clicking a quote whose message is unavailable shows the reason and does not move the timeline',
  'chat',
  createGroupOptions([...createMessages(161, 200), createReply(201, 2)], { hasOlder: true }),
  async (t, stage) => {
    await getQuoteButton(stage).waitFor();
    const replyTopBefore = await getRowTop(stage, 201);
    await stage.answer('api.message', { error: { code: 'MESSAGE_NOT_FOUND', message: 'No such message.' } });
    await getQuoteButton(stage).click();
    await stage.shows('This message no longer exists.');
    await stage.answer('api.message', { value: createMessage(2) });
    await stage.answer('loadAround', {
      error: { code: 'UNREACHABLE', message: 'The server cannot be reached.' },
    });
    await getQuoteButton(stage).click();
    await stage.shows('The server cannot be reached.');
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 201)) - replyTopBefore) <= 1);
    t.equal(await getReturnButton(stage).count(), 0);
  },
);

stageTest(
  'the "Back to where you were" button disappears after the user dismisses it or jumps to the end',
  'chat',
  createGroupOptions([...createMessages(1, 60), createReply(61, 1)]),
  async (_, stage) => {
    await getQuoteButton(stage).click();
    await stage.button('Stay here').click();
    await stage.gone(getReturnButton(stage));
    await scrollTimelineTo(stage, 100_000);
    await getQuoteButton(stage).click();
    await getReturnButton(stage).waitFor();
    await stage.page.locator('.to-end').click();
    await stage.gone(getReturnButton(stage));
  },
);
