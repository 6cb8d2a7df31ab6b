import {
  ADA,
  BEN,
  CLEO,
  chatState,
  cleoAdded,
  DEE,
  entries,
  FAY,
  fromAda,
  GROUP_ID,
  member,
  message,
  room,
  roster,
  timeline,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import { groupWith, groupWithUnread, messageRow, showMessages } from '../support/timeline-page.ts';

const rowTexts = (stage: Stage) => stage.page.locator('.rows > *').allTextContents();

stageTest(
  'a membership change appears as a system message between the other messages, in order of seq',
  'chat',
  groupWith([message(1), message(3)]),
  async (t, stage) => {
    await showMessages(stage, [message(1), message(3)], { changes: [cleoAdded(2)] });
    await stage.shows('Ben Okri added Cleo Park');
    const texts = await rowTexts(stage);
    t.ok(
      texts.findIndex((text) => text.includes('added')) ===
        texts.findIndex((text) => text.includes('Message 3')) - 1,
    );
  },
);

stageTest(
  'separators mark the start of each day and the first unread message',
  'chat',
  {
    roomId: GROUP_ID,
    state: chatState({
      rooms: entries(room({ unread_count: 1, last_seen_seq: 2 })),
      timelines: {
        [GROUP_ID]: timeline([
          message(1, { created_at: '2025-01-05T10:00:00.000Z' }),
          message(2, { created_at: new Date(Date.now() - 86_400_000).toISOString() }),
          message(3, { created_at: new Date().toISOString() }),
        ]),
      },
    }),
  },
  async (t, stage) => {
    await stage.shows('Message 3');
    const dayLabels = await stage.page.locator('.day-line').allTextContents();
    t.match(dayLabels[0], /2025/);
    t.strictSame(dayLabels.slice(1), ['Yesterday', 'Today']);
    await stage.page.locator('.new-line + [data-seq="3"]').waitFor();
  },
);

stageTest(
  'a deleted message keeps its place, and has no actions',
  'chat',
  groupWith([message(1, { content: null, deleted_at: '2026-03-01T10:00:00.000Z' }), message(2)]),
  async (t, stage) => {
    await messageRow(stage, 'Message deleted').waitFor();
    t.equal(await messageRow(stage, 'Message deleted').getByRole('toolbar').count(), 0);
  },
);

stageTest(
  'deleting a message asks for confirmation, Cancel keeps the message, and the focus stays on the deleted message',
  'chat',
  groupWith([message(1)]),
  async (t, stage) => {
    const openDialog = async () => {
      await messageRow(stage, 'Message 1').hover();
      await messageRow(stage, 'Message 1').getByRole('button', { name: 'Delete' }).click();
    };
    const dialog = stage.page.getByRole('dialog', { name: 'Delete this message?' });
    await openDialog();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await stage.gone(dialog);
    t.strictSame(await stage.callsTo('api.remove'), []);
    await openDialog();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    t.strictSame(await stage.called('api.remove'), ['message-1']);
    const deleted = message(1, { content: null, deleted_at: '2026-03-01T10:00:00.000Z' });
    await stage.setState({ timelines: { [GROUP_ID]: timeline([deleted]) } });
    await stage.focused(messageRow(stage, 'Message deleted'));
  },
);

stageTest(
  'a member can edit and delete only their own messages',
  'chat',
  {
    roomId: GROUP_ID,
    state: chatState({
      rooms: entries(room({ my_role: 'member' })),
      timelines: { [GROUP_ID]: timeline([message(1), message(2, { ...fromAda, content: 'Mine' })]) },
    }),
  },
  async (t, stage) => {
    const actionButtons = async (text: string) => {
      await messageRow(stage, text).hover();
      return messageRow(stage, text)
        .getByRole('toolbar')
        .getByRole('button')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    };
    await stage.shows('Message 1');
    t.strictSame(await actionButtons('Message 1'), ['React', 'Reply']);
    t.strictSame(await actionButtons('Mine'), ['React', 'Reply', 'Edit', 'Delete']);
  },
);

stageTest(
  'a message’s ticks count and list its readers, except inactive members and those who joined after it was sent',
  'chat',
  groupWith([message(1, { ...fromAda, content: 'Mine' })]),
  async (t, stage) => {
    const members = [member(ADA, 'owner'), member(BEN, 'admin'), member(CLEO, 'member')];
    const gone = { ...member(DEE, 'member'), active: false };
    const late = { ...member(FAY, 'member'), joined_seq: 2 };
    const seenBy = (cursors: Record<string, number>) =>
      stage.setState({
        rosters: {
          [GROUP_ID]: roster([...members, gone, late], { cursors: { ada: 1, ben: 0, cleo: 0, ...cursors } }),
        },
      });
    await messageRow(stage, 'Mine').getByText('Sent').waitFor();
    await seenBy({ ben: 1 });
    const seenByOne = messageRow(stage, 'Mine').getByRole('button', { name: 'Seen 1/2' });
    await stage.answer('api.receipts', {
      value: { items: [{ user_id: BEN.id, name: BEN.name, last_seen_seq: 1 }], hasMore: false },
    });
    await seenByOne.click();
    const dialog = stage.page.getByRole('dialog', { name: 'Seen by 1 of 2' });
    await dialog.getByRole('listitem').getByText('Ben Okri').waitFor();
    t.strictSame(await stage.called('api.receipts'), ['message-1', {}]);
    await stage.press('Escape');
    await stage.gone(dialog);
    await stage.focused(seenByOne);
    await seenBy({ ben: 1, cleo: 1 });
    await messageRow(stage, 'Mine').getByText('Seen by all').waitFor();
  },
);

stageTest(
  'a link in a message opens in a new tab, and an edited message shows "edited"',
  'chat',
  groupWith([message(1, { content: 'See https://example.org/a.', edited_at: '2026-03-01T10:00:00.000Z' })]),
  async (t, stage) => {
    const link = stage.page.getByRole('link', { name: 'https://example.org/a' });
    t.equal(await link.getAttribute('href'), 'https://example.org/a');
    t.equal(await link.getAttribute('rel'), 'noreferrer');
    await stage.page.getByRole('article', { name: 'See https' }).getByText('edited').waitFor();
  },
);

stageTest(
  'the timeline starts at the end, follows new messages, and has a button that returns to the end',
  'chat',
  groupWith(Array.from({ length: 60 }, (_, n) => message(n + 1))),
  async (t, stage) => {
    const messages = Array.from({ length: 61 }, (_, n) => message(n + 1));
    const getDistanceToEnd = () =>
      stage.page.locator('.timeline').evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
    await stage.shows('Message 60');
    t.ok((await getDistanceToEnd()) < 2, 'at the end');
    await stage.setState({ timelines: { [GROUP_ID]: timeline(messages) } });
    await messageRow(stage, 'Message 61').waitFor();
    t.ok((await getDistanceToEnd()) < 2, 'still at the end');
    await stage.page.locator('.timeline').evaluate((box) => box.scrollTo({ top: 700 }));
    await stage.button('Go to the newest message').click();
    await stage.gone(stage.button('Go to the newest message'));
    t.ok((await getDistanceToEnd()) < 80);
  },
);

stageTest(
  'scrolling up loads older messages and keeps the visible messages in place',
  'chat',
  groupWith(
    Array.from({ length: 50 }, (_, n) => message(n + 51)),
    { hasOlder: true },
  ),
  async (t, stage) => {
    await stage.shows('Message 100');
    await stage.page.locator('.timeline').evaluate((box) => box.scrollTo({ top: 300 }));
    t.strictSame(await stage.called('loadOlder'), [GROUP_ID]);
    const messageTop = () =>
      messageRow(stage, 'Message 60').evaluate((one) => one.getBoundingClientRect().top);
    const before = await messageTop();
    await stage.setState({
      timelines: { [GROUP_ID]: timeline(Array.from({ length: 100 }, (_, n) => message(n + 1))) },
    });
    await messageRow(stage, 'Message 50').waitFor({ state: 'attached' });
    t.ok(Math.abs((await messageTop()) - before) <= 1, 'nothing jumped');
  },
);

stageTest(
  'messages count as seen only while the page has the focus',
  'chat',
  {
    ...groupWithUnread(2, [message(1), message(2)]),
    prepare: (page) =>
      page.addInitScript(() => {
        document.hasFocus = () => false;
      }),
  },
  async (t, stage) => {
    await stage.shows('Message 2');
    t.strictSame(await stage.callsTo('markSeen'), []);
    await stage.page.evaluate(() => {
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
    });
    t.strictSame(await stage.called('markSeen'), [GROUP_ID, 2]);
  },
);

stageTest(
  'visible messages are reported as seen',
  'chat',
  groupWithUnread(2, [message(1), message(2)]),
  async (t, stage) => {
    t.strictSame(await stage.called('markSeen'), [GROUP_ID, 2]);
  },
);

stageTest(
  'the user can retry if messages fail to load, and an empty room invites the user to say hello',
  'chat',
  groupWith([], { loaded: false, failed: true }),
  async (t, stage) => {
    const before = (await stage.callsTo('open')).length;
    await stage.page.getByRole('alert').getByText('Couldn’t load the messages.').waitFor();
    await stage.button('Try again').click();
    await stage.page.waitForFunction(
      (count) => pageStage.chat.calls.filter(({ method }) => method === 'open').length > count,
      before,
    );
    t.strictSame(await stage.called('open'), [GROUP_ID, { at: 'unread' }]);
    await stage.setState({ timelines: { [GROUP_ID]: timeline([], { loading: true, hasOlder: true }) } });
    await stage.page.getByRole('status').getByText('Loading messages…').waitFor();
    await stage.setState({ timelines: { [GROUP_ID]: timeline([]) } });
    await stage.shows('No messages yet. Say hello!');
  },
);

stageTest(
  'the arrow keys move between messages and skip separators',
  'chat',
  groupWith([message(1, { created_at: '2026-03-01T10:00:00.000Z' }), message(2)]),
  async (_, stage) => {
    await messageRow(stage, 'Message 2').focus();
    await stage.press('ArrowUp');
    await stage.focused(messageRow(stage, 'Message 1'));
    await stage.press('ArrowDown');
    await stage.focused(messageRow(stage, 'Message 2'));
    await stage.press('Tab');
    await stage.focused(messageRow(stage, 'Message 2').getByRole('button', { name: 'React' }));
  },
);
