import {
  ADA,
  BEN,
  CLEO,
  createChangeAddingCleo,
  createChatState,
  createMember,
  createMessage,
  createRoom,
  createRoomEntries,
  createRoster,
  createTimeline,
  DEE,
  FAY,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';
import {
  createGroupOptions,
  createGroupOptionsWithUnread,
  getDistanceToEnd,
  getMessageRow,
  scrollTimelineTo,
  setLoadedMessages,
  waitForLayout,
} from '../support/timeline-page.ts';

const readRowTexts = (stage: Stage) => stage.page.locator('.rows > *').allTextContents();

stageTest(
  'a membership change appears as a system message between the other messages, in order of seq',
  'chat',
  createGroupOptions([createMessage(1), createMessage(3)]),
  async (t, stage) => {
    await setLoadedMessages(stage, [createMessage(1), createMessage(3)], {
      changes: [createChangeAddingCleo(2)],
    });
    await stage.shows('Ben Okri added Cleo Park');
    const rowTexts = await readRowTexts(stage);
    t.ok(
      rowTexts.findIndex((text) => text.includes('added')) ===
        rowTexts.findIndex((text) => text.includes('Message 3')) - 1,
    );
  },
);

stageTest(
  'separators mark the start of each day and the first unread message',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ unread_count: 1, last_seen_seq: 2 })),
      timelines: {
        [GROUP_ID]: createTimeline([
          createMessage(1, { created_at: '2025-01-05T10:00:00.000Z' }),
          createMessage(2, { created_at: new Date(Date.now() - 86_400_000).toISOString() }),
          createMessage(3, { created_at: new Date().toISOString() }),
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
  createGroupOptions([
    createMessage(1, { content: null, deleted_at: '2026-03-01T10:00:00.000Z' }),
    createMessage(2),
  ]),
  async (t, stage) => {
    await getMessageRow(stage, 'Message deleted').waitFor();
    t.equal(await getMessageRow(stage, 'Message deleted').getByRole('toolbar').count(), 0);
  },
);

stageTest(
  'deleting a message asks for confirmation, Cancel keeps the message, and the focus stays on the deleted message',
  'chat',
  createGroupOptions([createMessage(1)]),
  async (t, stage) => {
    const openDeleteDialog = async () => {
      await getMessageRow(stage, 'Message 1').hover();
      await getMessageRow(stage, 'Message 1').getByRole('button', { name: 'Delete' }).click();
    };
    const dialog = stage.page.getByRole('dialog', { name: 'Delete this message?' });
    await openDeleteDialog();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await stage.gone(dialog);
    t.strictSame(await stage.callsTo('api.remove'), []);
    await openDeleteDialog();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    t.strictSame(await stage.called('api.remove'), ['message-1']);
    const deletedMessage = createMessage(1, { content: null, deleted_at: '2026-03-01T10:00:00.000Z' });
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline([deletedMessage]) } });
    await stage.focused(getMessageRow(stage, 'Message deleted'));
  },
);

stageTest(
  'a member can edit and delete only their own messages',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ my_role: 'member' })),
      timelines: {
        [GROUP_ID]: createTimeline([createMessage(1), createMessage(2, { ...SENT_BY_ADA, content: 'Mine' })]),
      },
    }),
  },
  async (t, stage) => {
    const readActionNames = async (text: string) => {
      await getMessageRow(stage, text).hover();
      return getMessageRow(stage, text)
        .getByRole('toolbar')
        .getByRole('button')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    };
    await stage.shows('Message 1');
    t.strictSame(await readActionNames('Message 1'), ['React', 'Reply']);
    t.strictSame(await readActionNames('Mine'), ['React', 'Reply', 'Edit', 'Delete']);
  },
);

stageTest(
  'a message’s ticks count and list its readers, except inactive members and those who joined after it was sent',
  'chat',
  createGroupOptions([createMessage(1, { ...SENT_BY_ADA, content: 'Mine' })]),
  async (t, stage) => {
    const originalMembers = [
      createMember(ADA, 'owner'),
      createMember(BEN, 'admin'),
      createMember(CLEO, 'member'),
    ];
    const inactiveMember = { ...createMember(DEE, 'member'), active: false };
    const lateJoiningMember = { ...createMember(FAY, 'member'), joined_seq: 2 };
    const setReadCursors = (cursors: Record<string, number>) =>
      stage.setState({
        rosters: {
          [GROUP_ID]: createRoster([...originalMembers, inactiveMember, lateJoiningMember], {
            cursors: { ada: 1, ben: 0, cleo: 0, ...cursors },
          }),
        },
      });
    await getMessageRow(stage, 'Mine').getByText('Sent').waitFor();
    await setReadCursors({ ben: 1 });
    const seenByOneButton = getMessageRow(stage, 'Mine').getByRole('button', { name: 'Seen 1/2' });
    await stage.answer('api.receipts', {
      value: { items: [{ user_id: BEN.id, name: BEN.name, last_seen_seq: 1 }], hasMore: false },
    });
    await seenByOneButton.click();
    const dialog = stage.page.getByRole('dialog', { name: 'Seen by 1 of 2' });
    await dialog.getByRole('listitem').getByText('Ben Okri').waitFor();
    t.strictSame(await stage.called('api.receipts'), ['message-1', {}]);
    await stage.press('Escape');
    await stage.gone(dialog);
    await stage.focused(seenByOneButton);
    await setReadCursors({ ben: 1, cleo: 1 });
    await getMessageRow(stage, 'Mine').getByText('Seen by all').waitFor();
  },
);

stageTest(
  'a link in a message opens in a new tab, and an edited message shows "edited"',
  'chat',
  createGroupOptions([
    createMessage(1, { content: 'See https://example.org/a.', edited_at: '2026-03-01T10:00:00.000Z' }),
  ]),
  async (t, stage) => {
    const addressLink = stage.page.getByRole('link', { name: 'https://example.org/a' });
    t.equal(await addressLink.getAttribute('href'), 'https://example.org/a');
    t.equal(await addressLink.getAttribute('rel'), 'noreferrer');
    await stage.page.getByRole('article', { name: 'See https' }).getByText('edited').waitFor();
  },
);

stageTest(
  'the timeline starts at the end, follows new messages, and has a button that returns to the end',
  'chat',
  createGroupOptions(Array.from({ length: 60 }, (_, n) => createMessage(n + 1))),
  async (t, stage) => {
    const sixtyOneMessages = Array.from({ length: 61 }, (_, n) => createMessage(n + 1));
    await stage.shows('Message 60');
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2, 'at the end');
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline(sixtyOneMessages) } });
    await getMessageRow(stage, 'Message 61').waitFor();
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 2, 'still at the end');
    await scrollTimelineTo(stage, 700);
    await stage.button('Go to the newest message').click();
    await stage.gone(stage.button('Go to the newest message'));
    await waitForLayout(stage);
    t.ok((await getDistanceToEnd(stage)) < 80);
  },
);

stageTest(
  'scrolling up loads older messages and keeps the visible messages in place',
  'chat',
  createGroupOptions(
    Array.from({ length: 50 }, (_, n) => createMessage(n + 51)),
    { hasOlder: true },
  ),
  async (t, stage) => {
    await stage.shows('Message 100');
    await scrollTimelineTo(stage, 300);
    t.strictSame(await stage.called('loadOlder'), [GROUP_ID]);
    const readMessageTop = () =>
      getMessageRow(stage, 'Message 60').evaluate((one) => one.getBoundingClientRect().top);
    const messageTopBefore = await readMessageTop();
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline(Array.from({ length: 100 }, (_, n) => createMessage(n + 1))) },
    });
    await getMessageRow(stage, 'Message 50').waitFor({ state: 'attached' });
    await waitForLayout(stage);
    t.ok(Math.abs((await readMessageTop()) - messageTopBefore) <= 1, 'nothing jumped');
  },
);

stageTest(
  'messages count as seen only while the page has the focus',
  'chat',
  {
    ...createGroupOptionsWithUnread(2, [createMessage(1), createMessage(2)]),
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
  createGroupOptionsWithUnread(2, [createMessage(1), createMessage(2)]),
  async (t, stage) => {
    t.strictSame(await stage.called('markSeen'), [GROUP_ID, 2]);
  },
);

stageTest(
  'the user can retry if messages fail to load, and an empty room invites the user to say hello',
  'chat',
  createGroupOptions([], { loaded: false, failed: true }),
  async (t, stage) => {
    const openCallCountBefore = (await stage.callsTo('open')).length;
    await stage.page.getByRole('alert').getByText('Couldn’t load the messages.').waitFor();
    await stage.button('Try again').click();
    await stage.page.waitForFunction(
      (count) => pageStage.chat.calls.filter(({ method }) => method === 'open').length > count,
      openCallCountBefore,
    );
    t.strictSame(await stage.called('open'), [GROUP_ID, { at: 'unread' }]);
    await stage.setState({
      timelines: { [GROUP_ID]: createTimeline([], { loading: true, hasOlder: true }) },
    });
    await stage.page.getByRole('status').getByText('Loading messages…').waitFor();
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline([]) } });
    await stage.shows('No messages yet. Say hello!');
  },
);

stageTest(
  'the arrow keys move between messages and skip separators',
  'chat',
  createGroupOptions([createMessage(1, { created_at: '2026-03-01T10:00:00.000Z' }), createMessage(2)]),
  async (_, stage) => {
    await getMessageRow(stage, 'Message 2').focus();
    await stage.press('ArrowUp');
    await stage.focused(getMessageRow(stage, 'Message 1'));
    await stage.press('ArrowDown');
    await stage.focused(getMessageRow(stage, 'Message 2'));
    await stage.press('Tab');
    await stage.focused(getMessageRow(stage, 'Message 2').getByRole('button', { name: 'React' }));
  },
);
