import {
  createChatState,
  createDirectRoom,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  DIRECT_ROOM_ID,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  createGroupOptions,
  createGroupOptionsWithUnread,
  createMessages,
  createUnreadRoomEntries,
  getDistanceToEnd,
  getMessageRow,
  getRowTop,
  getVisibleSeqs,
  scrollTimelineTo,
  setPageFocus,
  waitForLayout,
} from '../support/timeline-page.ts';

const FIRST_NEW_ROW_SELECTOR = '.new-line + [data-seq]';
const readFirstNewSeq = (stage: Stage) => stage.page.locator(FIRST_NEW_ROW_SELECTOR).getAttribute('data-seq');
const readTimelineHeight = (stage: Stage) =>
  stage.page.locator('.timeline').evaluate((box) => box.clientHeight);
/** Returns the last `seq` that the page reported as seen. */
const readLastSeenSeq = async (stage: Stage) => (await stage.callsTo('markSeen')).at(-1)?.args[1];

/** Shows messages 1 to `to`. The last `unreadCount` messages are unread: by default, all messages from `from` on. */
const receiveMessages = (stage: Stage, from: number, to: number, unreadCount = to - from + 1) =>
  stage.setState({
    rooms: createUnreadRoomEntries(unreadCount, to),
    timelines: { [GROUP_ID]: createTimeline(createMessages(1, to)) },
  });

stageTest(
  'a room with 2,000 unread messages opens at the first of them, and only visible messages count as seen',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({
          unread_count: 1_000,
          last_seen_seq: 200,
          last_seq: 2_200,
          last_message: createMessage(2_200),
        }),
      ),
      timelines: { [GROUP_ID]: createTimeline(createMessages(161, 240), { hasOlder: true, hasNewer: true }) },
    }),
  },
  async (t, stage) => {
    await getMessageRow(stage, 'Message 201').waitFor();
    await waitForLayout(stage);
    t.equal(await readFirstNewSeq(stage), '201');
    const rowTopShare = (await getRowTop(stage, 201)) / (await readTimelineHeight(stage));
    t.ok(rowTopShare > 0.25 && rowTopShare < 0.45, `it is at ${rowTopShare.toFixed(2)} of the height`);
    const visibleSeqs = await getVisibleSeqs(stage);
    const lastVisibleSeq = visibleSeqs.at(-1) ?? 0;
    t.ok(
      [lastVisibleSeq, lastVisibleSeq - 1].includes(Number(await readLastSeenSeq(stage))),
      `seen up to the last row shown, ${lastVisibleSeq}`,
    );
    await stage.page.getByText(/^\d+\+? new since/).waitFor();
  },
);

stageTest(
  'messages that a jump to the end skips, and all later ones, stay unread until the skipped ones become visible',
  'chat',
  createGroupOptionsWithUnread(150, createMessages(1, 200)),
  async (t, stage) => {
    await getMessageRow(stage, 'Message 51').waitFor();
    await waitForLayout(stage);
    const lastSeenSeqBefore = Number(await readLastSeenSeq(stage));
    await scrollTimelineTo(stage, 100_000);
    await getMessageRow(stage, 'Message 200').waitFor();
    await waitForLayout(stage);
    t.equal(await readLastSeenSeq(stage), lastSeenSeqBefore, 'jumping to the end marks nothing as seen');
    while (((await getVisibleSeqs(stage))[0] ?? 0) > lastSeenSeqBefore) {
      await stage.page.locator('.timeline').evaluate((box) => box.scrollBy({ top: -400 }));
      await waitForLayout(stage);
    }
    t.equal(await readLastSeenSeq(stage), 200, 'reading back to where the reading stopped closes the gap');
  },
);

stageTest(
  'the timeline does not scroll while the user is away, and shows the first new message when the user returns',
  'chat',
  createGroupOptions(createMessages(1, 60)),
  async (t, stage) => {
    await stage.setState({ rooms: createUnreadRoomEntries(0, 60) });
    await getMessageRow(stage, 'Message 60').waitFor();
    await waitForLayout(stage);
    const rowTopBefore = await getRowTop(stage, 60);
    await setPageFocus(stage, false);
    await receiveMessages(stage, 61, 120);
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 60)) - rowTopBefore) <= 1, 'nothing moves');
    t.strictSame(await stage.callsTo('markSeen'), []);
    await setPageFocus(stage, true);
    await waitForLayout(stage);
    t.equal(await readFirstNewSeq(stage), '61');
    const rowTopShare = (await getRowTop(stage, 61)) / (await readTimelineHeight(stage));
    t.ok(
      rowTopShare > 0.25 && rowTopShare < 0.45,
      `the first new message is at ${rowTopShare.toFixed(2)} of the height`,
    );
    t.ok(Number(await readLastSeenSeq(stage)) < 90, 'only what is visible now counts as seen');
  },
);

stageTest(
  'the jump button first scrolls to the first new message, and then to the end',
  'chat',
  createGroupOptions(createMessages(1, 200)),
  async (t, stage) => {
    await stage.setState({ rooms: createUnreadRoomEntries(0, 200) });
    await getMessageRow(stage, 'Message 200').waitFor();
    await scrollTimelineTo(stage, 1_000);
    await receiveMessages(stage, 201, 260);
    await stage.page.getByRole('button', { name: '60 new' }).click();
    await getMessageRow(stage, 'Message 201').waitFor();
    await waitForLayout(stage);
    t.equal(await readFirstNewSeq(stage), '201');
    await stage.page.locator('.to-end').click();
    await getMessageRow(stage, 'Message 260').waitFor();
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2);
  },
);

stageTest(
  'if the first unread message is not loaded, opening the room loads it and shows it',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createUnreadRoomEntries(300, 800),
      timelines: { [GROUP_ID]: createTimeline(createMessages(1, 80), { hasNewer: true }) },
    }),
  },
  async (t, stage) => {
    t.strictSame(await stage.called('loadAround'), [GROUP_ID, 501]);
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline(createMessages(461, 540), { hasOlder: true, hasNewer: true }) },
    });
    await getMessageRow(stage, 'Message 501').waitFor();
    await waitForLayout(stage);
    t.equal(await readFirstNewSeq(stage), '501');
  },
);

stageTest(
  'the unread bar counts unread messages, jumps to the first of them, and marks all of them as read',
  'chat',
  createGroupOptionsWithUnread(120, createMessages(1, 200)),
  async (t, stage) => {
    const unreadBar = stage.page.getByRole('region', { name: 'Unread messages' });
    await unreadBar.getByText(/^\d+ new since/).waitFor();
    await waitForLayout(stage);
    t.equal(
      await unreadBar.getByRole('button', { name: 'Jump to first unread' }).count(),
      0,
      'the first one is visible',
    );
    const firstUnseenSeq = Number(await readLastSeenSeq(stage)) + 1;
    await scrollTimelineTo(stage, 100_000);
    await unreadBar.getByRole('button', { name: 'Jump to first unread' }).click();
    await waitForLayout(stage);
    t.ok((await getVisibleSeqs(stage)).includes(firstUnseenSeq));
    await unreadBar.getByRole('button', { name: 'Mark all as read' }).click();
    t.strictSame((await stage.callsTo('markSeen')).at(-1)?.args, [GROUP_ID, 200]);
    await stage.setState({ rooms: createUnreadRoomEntries(0, 200) });
    await stage.gone(unreadBar);
    await stage.gone(stage.page.locator('.new-line'));
  },
);

stageTest(
  'the "New" separator disappears when the user sends a message',
  'chat',
  createGroupOptionsWithUnread(2, createMessages(1, 20)),
  async (_, stage) => {
    await stage.page.locator('.new-line').waitFor();
    await stage.setState({ pending: { [GROUP_ID]: [createPendingMessage()] } });
    await stage.gone(stage.page.locator('.new-line'));
    await stage.setState({
      pending: {},
      rooms: createUnreadRoomEntries(0, 21),
      timelines: { [GROUP_ID]: createTimeline([...createMessages(1, 20), createMessage(21, SENT_BY_ADA)]) },
    });
    await getMessageRow(stage, 'Message 21').waitFor();
    await stage.gone(stage.page.locator('.new-line'));
  },
);

stageTest(
  'returning to a room shows the messages that the user was reading before',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ last_seq: 200, last_seen_seq: 200 }), createDirectRoom()),
      timelines: {
        [GROUP_ID]: createTimeline(createMessages(1, 200)),
        [DIRECT_ROOM_ID]: createTimeline([createMessage(1, { room_id: DIRECT_ROOM_ID, content: 'Hi' })]),
      },
    }),
  },
  async (t, stage) => {
    await scrollTimelineTo(stage, 3_000);
    const [, reading = 0] = await getVisibleSeqs(stage);
    const rowTopBefore = await getRowTop(stage, reading);
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), DIRECT_ROOM_ID);
    await stage.shows('Hi');
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), GROUP_ID);
    await stage.page.locator(`[data-seq="${reading}"]`).waitFor();
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, reading)) - rowTopBefore) <= 1);
    await scrollTimelineTo(stage, 100_000);
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), DIRECT_ROOM_ID);
    await stage.shows('Hi');
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), GROUP_ID);
    await getMessageRow(stage, 'Message 200').waitFor();
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2, 'a room that was left at its end opens at its end');
  },
);
