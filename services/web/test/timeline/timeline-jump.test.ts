import { BEN, GROUP_ID, message, timeline } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  getRowTop,
  groupWith,
  messageRow,
  messages,
  scrollTo,
  waitForLayout,
} from '../support/timeline-page.ts';

const reply = (seq: number, to: number) =>
  message(seq, {
    content: 'A reply',
    reply_to_id: `message-${to}`,
    reply_to: { id: `message-${to}`, sender_name: BEN.name, excerpt: `Message ${to}` },
  });
const quote = (stage: Stage) => stage.page.getByTitle('Go to this message');
const flashing = (stage: Stage, text: string) => stage.page.locator('.row-flash', { hasText: text });
const backButton = (stage: Stage) => stage.button('Back to where you were');

stageTest(
  'clicking a quote shows the beginning of the quoted message, and a button returns to the reply',
  'chat',
  groupWith([message(1, { content: `Message 1\n${'line\n'.repeat(80)}` }), ...messages(2, 60), reply(61, 1)]),
  async (t, stage) => {
    await quote(stage).waitFor();
    const before = await getRowTop(stage, 61);
    await quote(stage).click();
    await flashing(stage, 'Message 1').waitFor();
    await waitForLayout(stage);
    const top = await getRowTop(stage, 1);
    t.ok(top >= 0 && top < 200, `the message begins at ${top} px`);
    await backButton(stage).click();
    await messageRow(stage, 'A reply').waitFor();
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 61)) - before) <= 1);
    await stage.gone(backButton(stage));
  },
);

stageTest(
  'clicking a quote loads the quoted message and the messages around it',
  'chat',
  groupWith([...messages(161, 200), reply(201, 2)], { hasOlder: true }),
  async (t, stage) => {
    await stage.answer('api.message', { value: message(2) });
    await stage.answer('loadAround', { held: true });
    await quote(stage).click();
    t.strictSame(await stage.called('api.message'), ['message-2']);
    t.strictSame(await stage.called('loadAround'), [GROUP_ID, 2]);
    await stage.setState({ timelines: { [GROUP_ID]: timeline(messages(1, 80), { hasNewer: true }) } });
    await stage.answer('loadAround', { value: undefined });
    await flashing(stage, 'Message 2').first().waitFor();
    await waitForLayout(stage);
    await backButton(stage).click();
    t.strictSame(await stage.called('loadNewest'), [GROUP_ID]);
  },
);

stageTest(
  'clicking a quote whose message is unavailable shows the reason and does not move the timeline',
  'chat',
  groupWith([...messages(161, 200), reply(201, 2)], { hasOlder: true }),
  async (t, stage) => {
    await quote(stage).waitFor();
    const before = await getRowTop(stage, 201);
    await stage.answer('api.message', { error: { code: 'MESSAGE_NOT_FOUND', message: 'No such message.' } });
    await quote(stage).click();
    await stage.shows('This message no longer exists.');
    await stage.answer('api.message', { value: message(2) });
    await stage.answer('loadAround', {
      error: { code: 'UNREACHABLE', message: 'The server cannot be reached.' },
    });
    await quote(stage).click();
    await stage.shows('The server cannot be reached.');
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 201)) - before) <= 1);
    t.equal(await backButton(stage).count(), 0);
  },
);

stageTest(
  'the "Back to where you were" button disappears after the user dismisses it or jumps to the end',
  'chat',
  groupWith([...messages(1, 60), reply(61, 1)]),
  async (_, stage) => {
    await quote(stage).click();
    await stage.button('Stay here').click();
    await stage.gone(backButton(stage));
    await scrollTo(stage, 100_000);
    await quote(stage).click();
    await backButton(stage).waitFor();
    await stage.page.locator('.to-end').click();
    await stage.gone(backButton(stage));
  },
);
