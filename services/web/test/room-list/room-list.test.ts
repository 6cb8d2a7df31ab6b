import {
  ADA,
  BEN,
  CLEO,
  createChangeAddingCleo,
  createChatState,
  createDirectRoom,
  createMember,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createRoster,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const readRoomTitles = (stage: Stage) => stage.page.locator('.room-title').allTextContents();
const getRoomLink = (stage: Stage, title: string) => stage.page.getByRole('link', { name: title });

const NEWER_MESSAGE = createMessage(9, { created_at: '2026-03-02T10:00:00.000Z', content: 'Newer' });
const OLDER_MESSAGE = createMessage(8, { created_at: '2026-03-01T10:00:00.000Z', content: 'Older' });

stageTest(
  'the most recently active room comes first, and a new message moves its room to the top',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ last_message: OLDER_MESSAGE }),
        createDirectRoom({ last_message: NEWER_MESSAGE }),
      ),
    }),
  },
  async (t, stage) => {
    t.strictSame(
      await readRoomTitles(stage),
      ['Ben Okri', 'Class 7b'],
      'a direct room is called by the other person',
    );
    await stage.setState({
      rooms: createRoomEntries(
        createRoom({ last_message: createMessage(10) }),
        createDirectRoom({ last_message: NEWER_MESSAGE }),
      ),
    });
    await stage.page.locator('.room-list li:first-child', { hasText: 'Class 7b' }).waitFor();
  },
);

stageTest(
  'an unread badge counts up to 99, says whether the user was mentioned, and disappears when the room is read',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ unread_count: 120, mention_count: 1 }),
        createDirectRoom({ unread_count: 2, muted: true }),
      ),
    }),
  },
  async (t, stage) => {
    await getRoomLink(stage, 'Class 7b').getByText('You were mentioned.').waitFor();
    t.equal(await getRoomLink(stage, 'Ben Okri').getByText('You were mentioned.').count(), 0);
    await getRoomLink(stage, 'Class 7b').getByText('99+').waitFor();
    await getRoomLink(stage, 'Ben Okri').getByText('2 unread').waitFor();
    await getRoomLink(stage, 'Ben Okri').getByLabel('Muted').waitFor();
    await stage.setState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) });
    await stage.page.waitForFunction(() => document.querySelector('.badge') === null);
  },
);

stageTest(
  'each room in the list shows its last message with the sender, or its members if it has no messages',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ last_message: createMessage(3) }),
        createRoom({ id: 'own', name: 'Own', last_message: createMessage(3, SENT_BY_ADA) }),
        createRoom({
          id: 'deleted',
          name: 'Deleted',
          last_message: createMessage(3, { ...SENT_BY_ADA, content: null }),
        }),
        createRoom({ id: 'empty', name: 'Empty' }),
        createRoom({ id: 'empty-small', name: 'Reading circle' }),
        createDirectRoom(),
      ),
      rosters: {
        'empty-small': createRoster([
          createMember(ADA, 'owner'),
          createMember(BEN, 'member'),
          createMember(CLEO, 'member'),
        ]),
      },
    }),
  },
  async (_, stage) => {
    await getRoomLink(stage, 'Class 7b').getByText('Ben: Message 3').waitFor();
    await getRoomLink(stage, 'Own').getByText('You: Message 3').waitFor();
    await getRoomLink(stage, 'Deleted').getByText('You: Message deleted').waitFor();
    await getRoomLink(stage, 'Empty').getByText('3 members').waitFor();
    await getRoomLink(stage, 'Reading circle').getByText('You, Ben, Cleo').waitFor();
    await getRoomLink(stage, 'Ben Okri').getByText('Student').waitFor();
  },
);

stageTest(
  'a room in the list shows who is typing instead of its last message',
  'chat',
  {},
  async (_, stage) => {
    await stage.setState({
      typing: { [GROUP_ID]: { ben: { name: 'Ben Okri', until: Date.now() + 30_000 } } },
    });
    await getRoomLink(stage, 'Class 7b').getByText('Ben is typing…').waitFor();
  },
);

stageTest(
  'muted rooms are listed below all other rooms, and a button hides the rooms without unread messages',
  'chat',
  {
    viewport: { width: 320, height: 700 },
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ id: 'room_muted', name: 'Muted', muted: true, last_message: NEWER_MESSAGE }),
        createRoom({ last_message: OLDER_MESSAGE, unread_count: 1 }),
        createDirectRoom({ last_message: OLDER_MESSAGE }),
      ),
    }),
  },
  async (t, stage) => {
    t.equal((await readRoomTitles(stage)).at(-1), 'Muted');
    await stage.page.getByRole('heading', { name: 'Muted' }).waitFor();
    const searchField = stage.page.getByLabel('Search conversations and people');
    t.ok(
      await searchField.evaluate((input) => input.scrollWidth <= input.clientWidth),
      'the placeholder fits',
    );
    const unreadFilterButton = stage.button('Unread only');
    await unreadFilterButton.click();
    t.strictSame(await readRoomTitles(stage), ['Class 7b']);
    await getRoomLink(stage, 'Class 7b').click();
    await stage.setState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) });
    await stage.button('Back to conversations').click();
    await stage.shows('You have read everything.');
    await unreadFilterButton.click();
    await getRoomLink(stage, 'Ben Okri').waitFor();
  },
);

stageTest(
  'a placeholder is shown until the rooms are loaded, and an empty list offers to start a conversation',
  'chat',
  { state: createChatState({ rooms: {}, roomsLoaded: false }) },
  async (_, stage) => {
    const loadingText = stage.page.getByRole('status').getByText('Loading your conversations…');
    await loadingText.waitFor();
    await stage.setState({ roomsLoaded: true });
    await stage.gone(loadingText);
    await stage.shows('No conversations yet.');
    await stage.button('Start a conversation').click();
    await stage.page.getByRole('dialog', { name: 'New conversation' }).waitFor();
  },
);

stageTest(
  'a search filters the rooms and lists people, and Escape ends the search',
  'chat',
  { state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }) },
  async (t, stage) => {
    const searchField = stage.page.getByLabel('Search conversations and people');
    await searchField.fill('BEN');
    await stage.gone(getRoomLink(stage, 'Class 7b'));
    t.strictSame(await readRoomTitles(stage), ['Ben Okri']);
    t.strictSame(await stage.called('api.people'), ['BEN', {}]);
    await stage.shows('No people found. Try another name.');
    await searchField.fill('okri bén');
    t.strictSame(await readRoomTitles(stage), ['Ben Okri'], 'words in any order, with or without accents');
    await searchField.fill('unknown');
    await stage.shows('No conversations found. Try another name.');
    await stage.press('Escape');
    await getRoomLink(stage, 'Class 7b').waitFor();
  },
);

stageTest(
  "the room list shows a change to a group's members if it is newer than the group's last message",
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom({ last_message: createMessage(3), last_change: createChangeAddingCleo(4) }),
        createRoom({ id: 'room_new', name: 'New group', last_change: createChangeAddingCleo(1) }),
      ),
    }),
  },
  async (_, stage) => {
    await getRoomLink(stage, 'Class 7b').getByText('Ben Okri added Cleo Park').waitFor();
    await getRoomLink(stage, 'New group').getByText('3 members').waitFor();
  },
);

stageTest(
  'the room list shows the roles of two people who have the same name',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom(),
        createDirectRoom(),
        createDirectRoom({
          id: 'room_other_ben',
          peer: { user_id: 'ben-2', name: BEN.name, active: true, user_type: 'Teacher' },
          last_message: createMessage(3, { sender_id: 'ben-2' }),
        }),
      ),
    }),
  },
  async (t, stage) => {
    const readRoleTags = () => stage.page.locator('.room-list .role-tag').allTextContents();
    t.strictSame(await readRoleTags(), ['Teacher', 'Student']);
    await stage.setState({
      rooms: createRoomEntries(createDirectRoom({ muted: true }), createDirectRoom({ id: 'room_2' })),
    });
    await stage.shows('Muted');
    t.strictSame(await readRoleTags(), ['Student', 'Student'], 'also if one of the rooms is muted');
  },
);

stageTest(
  'the room list and the palette show the email addresses of two people with the same name and role',
  'chat',
  { state: createChatState({ rooms: createRoomEntries(createDirectRoom()) }) },
  async (t, stage) => {
    const namesakeEmails = ['ben@school.example', 'ben2@school.example'];
    const profilesAnswer = { values: namesakeEmails.map((email) => ({ ...BEN, email })) };
    await stage.answer('api.user', profilesAnswer);
    await getRoomLink(stage, BEN.name).waitFor();
    await stage.setState({
      rooms: createRoomEntries(
        createDirectRoom(),
        createDirectRoom({ id: 'room_2', peer: { ...BEN, user_id: 'ben-2', active: true } }),
      ),
    });
    for (const email of namesakeEmails) await getRoomLink(stage, email).waitFor();
    t.strictSame(
      (await stage.callsTo('api.user')).map(({ args }) => args),
      [[BEN.id], ['ben-2']],
      'a person without a namesake is not requested',
    );
    await stage.answer('api.user', profilesAnswer);
    await stage.press('Control+k');
    for (const email of namesakeEmails) await stage.page.getByRole('option', { name: email }).waitFor();
  },
);

stageTest(
  'clicking a room in the list opens the room and marks it as the current one',
  'chat',
  {},
  async (t, stage) => {
    await getRoomLink(stage, 'Class 7b').click();
    await stage.page.locator('.room-head', { hasText: 'Class 7b' }).waitFor();
    t.equal(await getRoomLink(stage, 'Class 7b').getAttribute('aria-current'), 'page');
    t.strictSame(await stage.called('open'), [GROUP_ID, { at: 'unread' }]);
  },
);

stageTest(
  'the room list shows the text and the state of an unsent message, even after its room is gone',
  'chat',
  { state: createChatState({ pending: { [GROUP_ID]: [createPendingMessage()] } }) },
  async (t, stage) => {
    const roomLink = getRoomLink(stage, 'Class 7b');
    await roomLink.getByText('You: Not sent yet').waitFor();
    await roomLink.getByRole('img', { name: 'Waiting to be sent' }).waitFor();
    const failedMessage = createPendingMessage({ state: 'failed', problem: 'No such room.' });
    await stage.setState({ pending: { [GROUP_ID]: [failedMessage] } });
    await roomLink.getByRole('img', { name: 'Not sent' }).waitFor();

    const unsentRegion = stage.page.getByRole('region', { name: 'Unsent messages' });
    t.equal(await unsentRegion.count(), 0);
    await stage.setState({ rooms: createRoomEntries(createDirectRoom()) });
    await unsentRegion.getByText('Not sent yet').waitFor();
    await unsentRegion.getByText('No such room.').waitFor();
    await unsentRegion.getByRole('button', { name: 'Copy text' }).waitFor();
    await unsentRegion.getByRole('button', { name: 'Discard' }).click();
    t.strictSame(await stage.called('discard'), [GROUP_ID, 'pending-1']);
  },
);
