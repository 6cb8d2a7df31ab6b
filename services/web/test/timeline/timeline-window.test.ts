import {
  BEN,
  createChatState,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  createGroupOptions,
  createMessages,
  getDistanceToEnd,
  getMessageRow,
  getRowTop,
  getVisibleSeqs,
  scrollTimelineTo,
  waitForLayout,
} from '../support/timeline-page.ts';

const TEN_THOUSAND_MESSAGES = createMessages(1, 10_000);
const countRenderedRows = (stage: Stage) => stage.page.locator('[data-seq]').count();

/**
 * Returns the CPU time in ms that the page's main thread needed while `work` ran, up to the next layout. Other processes
 * on the machine hardly change it.
 */
async function measureMainThreadMs(stage: Stage, work: () => Promise<unknown>): Promise<number> {
  const devTools = await stage.page.context().newCDPSession(stage.page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const readTaskMs = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
  };
  await waitForLayout(stage);
  const before = await readTaskMs();
  await work();
  await waitForLayout(stage);
  const after = await readTaskMs();
  await devTools.detach();
  return after - before;
}

/** Appends messages one at a time, with one state change for each, as the chat client does. */
const appendMessages = (stage: Stage, count: number) =>
  stage.page.evaluate(
    async ([roomId, more]) => {
      const { chat } = pageStage;
      for (let n = 0; n < more; n += 1) {
        const { timelines } = chat.client.getState();
        const timelineBefore = timelines[roomId];
        const lastMessage = timelineBefore?.messages.at(-1);
        if (!timelineBefore || !lastMessage) throw new Error('The room is not open.');
        const nextMessage = {
          ...lastMessage,
          id: `more-${lastMessage.seq + 1}`,
          seq: lastMessage.seq + 1,
          content: `Message ${lastMessage.seq + 1}`,
        };
        chat.setState({
          timelines: { [roomId]: { ...timelineBefore, messages: [...timelineBefore.messages, nextMessage] } },
        });
        if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
      }
    },
    [GROUP_ID, count] as const,
  );

const SLOW_COMPUTER_FACTOR = 20;
/** Without a measurement after rendering, the label disappeared in about one of fifteen scrolls. */
const SCROLL_COUNT = 40;

stageTest(
  'with 10,000 loaded messages, new ones take little CPU time in the browser, and at most 80 rows are rendered',
  'chat',
  createGroupOptions(TEN_THOUSAND_MESSAGES),
  async (t, stage) => {
    await getMessageRow(stage, 'Message 10000').waitFor();
    t.ok(
      (await countRenderedRows(stage)) <= 80,
      `${await countRenderedRows(stage)} rows are mounted at the end`,
    );
    const msOfOneMessage = await measureMainThreadMs(stage, () => appendMessages(stage, 1));
    t.ok(msOfOneMessage < 70, `one new message costs ${msOfOneMessage} ms`);
    const msOfBurst = await measureMainThreadMs(stage, () => appendMessages(stage, 200));
    t.ok(msOfBurst < 1_000, `a burst of 200 messages costs ${msOfBurst} ms`);
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2, 'the timeline followed the burst');

    await scrollTimelineTo(stage, 200_000);
    t.ok(
      (await countRenderedRows(stage)) <= 80,
      `${await countRenderedRows(stage)} rows are mounted in the middle`,
    );
    t.ok((await getVisibleSeqs(stage)).length > 10, 'the middle is not blank');
  },
);

stageTest(
  'the Tab key reaches only one message, and the arrow keys continue from it even if it was scrolled out of view',
  'chat',
  createGroupOptions(createMessages(1, 500)),
  async (t, stage) => {
    await getMessageRow(stage, 'Message 500').focus();
    await stage.press('ArrowUp');
    await stage.focused(getMessageRow(stage, 'Message 499'));
    await scrollTimelineTo(stage, 3_000);
    await stage.focused(getMessageRow(stage, 'Message 499'));
    t.ok((await countRenderedRows(stage)) <= 80);
    await stage.press('ArrowUp');
    await stage.focused(getMessageRow(stage, 'Message 498'));
    await waitForLayout(stage);
    t.ok((await getVisibleSeqs(stage)).includes(498), 'the focused message is visible');
    t.equal(await stage.page.locator('[data-seq][tabindex="0"]').count(), 1);
  },
);

stageTest(
  'the start of a room appears directly above its first message and offers to add people or rename the group',
  'chat',
  createGroupOptions([createMessage(1)]),
  async (t, stage) => {
    const beginningRegion = stage.page.getByRole('region', { name: 'Start of the conversation' });
    await beginningRegion.getByRole('heading', { name: 'Class 7b' }).waitFor();
    const beginningBottom = await beginningRegion.evaluate((one) => one.getBoundingClientRect().bottom);
    const dayLineTop = await stage.page
      .locator('.day-line')
      .evaluate((one) => one.getBoundingClientRect().top);
    t.ok(dayLineTop - beginningBottom < 40, `${dayLineTop - beginningBottom} px between them`);
    await beginningRegion.getByRole('button', { name: 'Add people' }).click();
    await stage.page.getByRole('dialog', { name: 'Add people to Class 7b' }).waitFor();
    await stage.press('Escape');
    await beginningRegion.getByRole('button', { name: 'Rename' }).click();
    await stage.page.getByRole('dialog', { name: 'Rename group' }).waitFor();
  },
);

stageTest(
  'an ordinary member sees no rename button, and can say hello in an empty group',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ my_role: 'member' })),
      timelines: { [GROUP_ID]: createTimeline([]) },
    }),
  },
  async (t, stage) => {
    const beginningRegion = stage.page.getByRole('region', { name: 'Start of the conversation' });
    await beginningRegion.getByText('No messages yet. Say hello!').waitFor();
    t.equal(await beginningRegion.getByRole('button', { name: 'Rename' }).count(), 0);
    await stage.page.locator('.room-head').click();
    await beginningRegion.getByRole('button', { name: 'Say hello' }).click();
    await stage.focused(stage.page.getByLabel('Message', { exact: true }));
  },
);

stageTest(
  'the day of the first visible message is always shown at the top of the timeline',
  'chat',
  createGroupOptions([
    ...createMessages(1, 60, { created_at: '2025-01-05T10:00:00.000Z' }),
    ...createMessages(61, 120, { created_at: new Date().toISOString() }),
  ]),
  async (t, stage) => {
    await getMessageRow(stage, 'Message 120').waitFor();
    const floatingDayLabel = stage.page.locator('.day-pill');
    await floatingDayLabel.getByText('Today').waitFor();
    await scrollTimelineTo(stage, 600);
    t.match(await floatingDayLabel.textContent(), /2025/);
  },
);

stageTest(
  'on a slow computer, the day of the first visible message is also shown after scrolls in quick succession',
  'chat',
  {
    ...createGroupOptions([
      ...createMessages(1, 60, { created_at: '2025-01-05T10:00:00.000Z' }),
      ...createMessages(61, 120, { created_at: new Date().toISOString() }),
    ]),
    // The browser slows down only this page.
    context: {},
  },
  async (t, stage) => {
    await scrollTimelineTo(stage, 0);
    const devTools = await stage.page.context().newCDPSession(stage.page);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_COMPUTER_FACTOR });
    const labels = await stage.page.evaluate(async (scrollCount) => {
      const box = document.querySelector('.timeline') as HTMLElement;
      const readLabel = () => document.querySelector('.day-pill')?.textContent ?? null;
      const shownLabels: (string | null)[] = [];
      for (let n = 0; n < scrollCount; n++) {
        box.scrollTo({ top: box.scrollHeight / 2 });
        await new Promise((resolve) => setTimeout(resolve, n % 20));
        box.scrollTo({ top: n % 2 ? 0 : box.scrollHeight });
        for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
        const expectedLabel = n % 2 ? 'January 5, 2025' : 'Today';
        const deadline = performance.now() + 3_000;
        while (readLabel() !== expectedLabel && performance.now() < deadline)
          await new Promise(requestAnimationFrame);
        shownLabels.push(readLabel());
      }
      return shownLabels;
    }, SCROLL_COUNT);
    t.strictSame(
      labels,
      labels.map((_, n) => (n % 2 ? 'January 5, 2025' : 'Today')),
    );
  },
);

stageTest(
  'sending a message scrolls to the end from anywhere in the history',
  'chat',
  createGroupOptions(createMessages(1, 200)),
  async (t, stage) => {
    await scrollTimelineTo(stage, 1_000);
    await stage.setState({
      pending: { [GROUP_ID]: [createPendingMessage({ body: { content: 'An answer' } as never })] },
    });
    await stage.shows('An answer');
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2);
  },
);

stageTest(
  'sending a message loads the newest messages if they are not loaded',
  'chat',
  createGroupOptions(createMessages(1, 80), { hasNewer: true }),
  async (t, stage) => {
    await scrollTimelineTo(stage, 500);
    await stage.setState({ pending: { [GROUP_ID]: [createPendingMessage()] } });
    t.strictSame(await stage.called('loadNewest'), [GROUP_ID]);
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline(createMessages(200, 280)) } });
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2);
  },
);

stageTest(
  'scrolling near the last loaded message loads newer ones and keeps the visible messages in place',
  'chat',
  createGroupOptions(createMessages(1, 80), { hasNewer: true, hasOlder: true }),
  async (t, stage) => {
    await scrollTimelineTo(stage, 100_000);
    t.strictSame(await stage.called('loadNewer'), [GROUP_ID]);
    const rowTopBefore = await getRowTop(stage, 80);
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline(createMessages(1, 160), { hasNewer: true }) },
    });
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 80)) - rowTopBefore) <= 1);
  },
);

stageTest(
  'if too many messages are loaded, the timeline drops those that are far from the visible ones',
  'chat',
  createGroupOptions(createMessages(1, 1_000, { ...SENT_BY_ADA, sender_name: BEN.name })),
  async (t, stage) => {
    const [roomId, seq] = await stage.called('trim');
    t.equal(roomId, GROUP_ID);
    t.ok(Number(seq) > 900, 'the visible messages stay');
  },
);
