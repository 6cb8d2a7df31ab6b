import {
  chatState,
  DIRECT_ID,
  directRoom,
  entries,
  fromAda,
  GROUP_ID,
  message,
  pendingMessage,
  room,
  timeline,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  getDistanceToEnd,
  getRowTop,
  getVisibleSeqs,
  groupWith,
  groupWithUnread,
  messageRow,
  messages,
  scrollTo,
  setPageFocus,
  unreadRoom,
  waitForLayout,
} from '../support/timeline-page.ts';

const NEW_LINE = '.new-line + [data-seq]';
const newLineSeq = (stage: Stage) => stage.page.locator(NEW_LINE).getAttribute('data-seq');
const timelineHeight = (stage: Stage) => stage.page.locator('.timeline').evaluate((box) => box.clientHeight);
/** Returns the last `seq` that the page reported as seen. */
const lastSeen = async (stage: Stage) => (await stage.callsTo('markSeen')).at(-1)?.args[1];

/** Shows the messages 1 to `to`. The last `unreadCount` of them are unread: by default, those from `from` on. */
const receiveMessages = (stage: Stage, from: number, to: number, unreadCount = to - from + 1) =>
  stage.setState({
    rooms: unreadRoom(unreadCount, to),
    timelines: { [GROUP_ID]: timeline(messages(1, to)) },
  });

stageTest(
  'a room with 2,000 unread messages opens at the first of them, and only visible messages count as seen',
  'chat',
  {
    roomId: GROUP_ID,
    state: chatState({
      rooms: entries(
        room({ unread_count: 1_000, last_seen_seq: 200, last_seq: 2_200, last_message: message(2_200) }),
      ),
      timelines: { [GROUP_ID]: timeline(messages(161, 240), { hasOlder: true, hasNewer: true }) },
    }),
  },
  async (t, stage) => {
    await messageRow(stage, 'Message 201').waitFor();
    await waitForLayout(stage);
    t.equal(await newLineSeq(stage), '201');
    const share = (await getRowTop(stage, 201)) / (await timelineHeight(stage));
    t.ok(share > 0.25 && share < 0.45, `it is at ${share.toFixed(2)} of the height`);
    const visible = await getVisibleSeqs(stage);
    const shown = visible.at(-1) ?? 0;
    t.ok(
      [shown, shown - 1].includes(Number(await lastSeen(stage))),
      `seen up to the last row shown, ${shown}`,
    );
    await stage.page.getByText(/^\d+\+? new since/).waitFor();
  },
);

stageTest(
  'messages that a jump to the end skips, and all later ones, stay unread until the skipped ones become visible',
  'chat',
  groupWithUnread(150, messages(1, 200)),
  async (t, stage) => {
    await messageRow(stage, 'Message 51').waitFor();
    await waitForLayout(stage);
    const before = Number(await lastSeen(stage));
    await scrollTo(stage, 100_000);
    await messageRow(stage, 'Message 200').waitFor();
    await waitForLayout(stage);
    t.equal(await lastSeen(stage), before, 'jumping to the end marks nothing as seen');
    while (((await getVisibleSeqs(stage))[0] ?? 0) > before) {
      await stage.page.locator('.timeline').evaluate((box) => box.scrollBy({ top: -400 }));
      await waitForLayout(stage);
    }
    t.equal(await lastSeen(stage), 200, 'reading back to where the reading stopped closes the gap');
  },
);

stageTest(
  'the timeline does not scroll while the user is away, and shows the first new message when the user returns',
  'chat',
  groupWith(messages(1, 60)),
  async (t, stage) => {
    await stage.setState({ rooms: unreadRoom(0, 60) });
    await messageRow(stage, 'Message 60').waitFor();
    await waitForLayout(stage);
    const before = await getRowTop(stage, 60);
    await setPageFocus(stage, false);
    await receiveMessages(stage, 61, 120);
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, 60)) - before) <= 1, 'nothing moves');
    t.strictSame(await stage.callsTo('markSeen'), []);
    await setPageFocus(stage, true);
    await waitForLayout(stage);
    t.equal(await newLineSeq(stage), '61');
    const share = (await getRowTop(stage, 61)) / (await timelineHeight(stage));
    t.ok(share > 0.25 && share < 0.45, `the first new message is at ${share.toFixed(2)} of the height`);
    t.ok(Number(await lastSeen(stage)) < 90, 'only what is visible now counts as seen');
  },
);

stageTest(
  'the jump button first scrolls to the first new message, and then to the end',
  'chat',
  groupWith(messages(1, 200)),
  async (t, stage) => {
    await stage.setState({ rooms: unreadRoom(0, 200) });
    await messageRow(stage, 'Message 200').waitFor();
    await scrollTo(stage, 1_000);
    await receiveMessages(stage, 201, 260);
    await stage.page.getByRole('button', { name: '60 new' }).click();
    await messageRow(stage, 'Message 201').waitFor();
    await waitForLayout(stage);
    t.equal(await newLineSeq(stage), '201');
    await stage.page.locator('.to-end').click();
    await messageRow(stage, 'Message 260').waitFor();
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2);
  },
);

stageTest(
  'if the first unread message is not loaded, opening the room loads it and shows it',
  'chat',
  {
    roomId: GROUP_ID,
    state: chatState({
      rooms: unreadRoom(300, 800),
      timelines: { [GROUP_ID]: timeline(messages(1, 80), { hasNewer: true }) },
    }),
  },
  async (t, stage) => {
    t.strictSame(await stage.called('loadAround'), [GROUP_ID, 501]);
    await stage.setState({
      timelines: { [GROUP_ID]: timeline(messages(461, 540), { hasOlder: true, hasNewer: true }) },
    });
    await messageRow(stage, 'Message 501').waitFor();
    await waitForLayout(stage);
    t.equal(await newLineSeq(stage), '501');
  },
);

stageTest(
  'the unread bar counts unread messages, jumps to the first of them, and marks all of them as read',
  'chat',
  groupWithUnread(120, messages(1, 200)),
  async (t, stage) => {
    const bar = stage.page.getByRole('region', { name: 'Unread messages' });
    await bar.getByText(/^\d+ new since/).waitFor();
    await waitForLayout(stage);
    t.equal(
      await bar.getByRole('button', { name: 'Jump to first unread' }).count(),
      0,
      'the first one is visible',
    );
    const firstUnseen = Number(await lastSeen(stage)) + 1;
    await scrollTo(stage, 100_000);
    await bar.getByRole('button', { name: 'Jump to first unread' }).click();
    await waitForLayout(stage);
    t.ok((await getVisibleSeqs(stage)).includes(firstUnseen));
    await bar.getByRole('button', { name: 'Mark all as read' }).click();
    t.strictSame((await stage.callsTo('markSeen')).at(-1)?.args, [GROUP_ID, 200]);
    await stage.setState({ rooms: unreadRoom(0, 200) });
    await stage.gone(bar);
    await stage.gone(stage.page.locator('.new-line'));
  },
);

stageTest(
  'the "New" separator disappears when the user sends a message',
  'chat',
  groupWithUnread(2, messages(1, 20)),
  async (_, stage) => {
    await stage.page.locator('.new-line').waitFor();
    await stage.setState({ pending: { [GROUP_ID]: [pendingMessage()] } });
    await stage.gone(stage.page.locator('.new-line'));
    await stage.setState({
      pending: {},
      rooms: unreadRoom(0, 21),
      timelines: { [GROUP_ID]: timeline([...messages(1, 20), message(21, fromAda)]) },
    });
    await messageRow(stage, 'Message 21').waitFor();
    await stage.gone(stage.page.locator('.new-line'));
  },
);

stageTest(
  'returning to a room shows the messages that the user was reading before',
  'chat',
  {
    roomId: GROUP_ID,
    state: chatState({
      rooms: entries(room({ last_seq: 200, last_seen_seq: 200 }), directRoom()),
      timelines: {
        [GROUP_ID]: timeline(messages(1, 200)),
        [DIRECT_ID]: timeline([message(1, { room_id: DIRECT_ID, content: 'Hi' })]),
      },
    }),
  },
  async (t, stage) => {
    await scrollTo(stage, 3_000);
    const [, reading = 0] = await getVisibleSeqs(stage);
    const before = await getRowTop(stage, reading);
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), DIRECT_ID);
    await stage.shows('Hi');
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), GROUP_ID);
    await stage.page.locator(`[data-seq="${reading}"]`).waitFor();
    await waitForLayout(stage);
    t.ok(Math.abs((await getRowTop(stage, reading)) - before) <= 1);
    await scrollTo(stage, 100_000);
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), DIRECT_ID);
    await stage.shows('Hi');
    await stage.page.evaluate((id) => (location.hash = `#/rooms/${id}`), GROUP_ID);
    await messageRow(stage, 'Message 200').waitFor();
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2, 'a room that was left at its end opens at its end');
  },
);
