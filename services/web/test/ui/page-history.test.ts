import {
  createChatState,
  createDirectRoom,
  createRoom,
  createRoomEntries,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const TWO_ROOMS_STATE = createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) });
const PHONE_OPTIONS = { state: TWO_ROOMS_STATE, viewport: { width: 390, height: 800 } };

const goBack = (stage: Stage) => stage.page.evaluate(() => history.back());
const clickRoomLink = (stage: Stage, title: string) => stage.page.getByRole('link', { name: title }).click();
const getRoomHeading = (stage: Stage, title: string) =>
  stage.page.getByRole('heading', { level: 1, name: title });
const getConversationList = (stage: Stage) => stage.page.getByRole('navigation', { name: 'Conversations' });
const getDialog = (stage: Stage, name: string) => stage.page.getByRole('dialog', { name });
/** Waits until the page's address contains the id of this room, or no room id if `id` is null. */
const waitUntilAddressNames = (stage: Stage, id: string | null) =>
  stage.page.waitForFunction((wanted) => location.hash.replace(/^#\/(rooms\/)?/, '') === (wanted ?? ''), id);

stageTest(
  'the address of an unknown room opens the start page with a notice, and the Back button opens the previous room',
  'chat',
  { state: TWO_ROOMS_STATE },
  async (_, stage) => {
    await clickRoomLink(stage, 'Class 7b');
    await stage.page.evaluate(() => {
      location.hash = '#/rooms/room_of_somebody_else';
    });
    await stage.shows('You are not a member of this conversation, or it no longer exists. Pick another one.');
    await waitUntilAddressNames(stage, null);
    await goBack(stage);
    await getRoomHeading(stage, 'Class 7b').waitFor();
    await goBack(stage);
    await stage.shows('Pick a conversation');
  },
);

stageTest(
  'on a phone, the arrow button in a room returns to the room list without adding a history entry',
  'chat',
  PHONE_OPTIONS,
  async (t, stage) => {
    const initialHistoryLength = await stage.page.evaluate(() => history.length);
    await clickRoomLink(stage, 'Class 7b');
    await stage.button('Back to conversations').click();
    await getConversationList(stage).waitFor();
    await clickRoomLink(stage, 'Ben Okri');
    await getRoomHeading(stage, 'Ben Okri').waitFor();
    t.equal(
      await stage.page.evaluate(() => history.length),
      initialHistoryLength + 1,
      'the arrow added no entry',
    );
    await stage.press('Control+k');
    await stage.page.getByRole('option', { name: 'Class 7b' }).click();
    await getRoomHeading(stage, 'Class 7b').waitFor();
    await stage.button('Back to conversations').click();
    await getConversationList(stage).waitFor();
    await waitUntilAddressNames(stage, null);
  },
);

stageTest(
  'on a phone, if the app started in a room, the arrow button replaces the room’s history entry with the room list',
  'chat',
  { ...PHONE_OPTIONS, roomId: GROUP_ID },
  async (t, stage) => {
    const initialHistoryLength = await stage.page.evaluate(() => history.length);
    await stage.button('Back to conversations').click();
    await getConversationList(stage).waitFor();
    await waitUntilAddressNames(stage, null);
    t.equal(await stage.page.evaluate(() => history.length), initialHistoryLength);
  },
);

stageTest(
  'the Back button first closes the dialog, then the members panel, and then the room',
  'chat',
  PHONE_OPTIONS,
  async (_, stage) => {
    const membersPanel = stage.page.getByRole('complementary', { name: 'Members' });
    await clickRoomLink(stage, 'Class 7b');
    await stage.button('Show members').click();
    await membersPanel.getByRole('button', { name: 'Rename group' }).click();
    await getDialog(stage, 'Rename group').waitFor();
    await goBack(stage);
    await stage.gone(getDialog(stage, 'Rename group'));
    await membersPanel.waitFor();
    await stage.focused(membersPanel.getByRole('button', { name: 'Rename group' }));
    await goBack(stage);
    await stage.gone(membersPanel);
    await getRoomHeading(stage, 'Class 7b').waitFor();
    await waitUntilAddressNames(stage, GROUP_ID);
    await goBack(stage);
    await getConversationList(stage).waitFor();
  },
);

stageTest(
  'the Back button skips dialogs that were closed or that opened another room',
  'chat',
  { state: TWO_ROOMS_STATE },
  async (_, stage) => {
    await clickRoomLink(stage, 'Class 7b');
    await stage.button('Search messages').click();
    await stage.page.getByRole('option', { name: 'Ben Okri' }).click();
    await getRoomHeading(stage, 'Ben Okri').waitFor();
    await waitUntilAddressNames(stage, DIRECT_ROOM_ID);
    await getConversationList(stage).getByRole('button', { name: 'New conversation' }).click();
    await stage.press('Escape');
    await stage.gone(getDialog(stage, 'New conversation'));
    await getConversationList(stage).getByRole('button', { name: 'New conversation' }).click();
    await getDialog(stage, 'New conversation').waitFor();
    await stage.press('Escape');
    await stage.gone(getDialog(stage, 'New conversation'));
    await stage.page.waitForFunction(() => history.state.layers === 0);
    await goBack(stage);
    await getRoomHeading(stage, 'Class 7b').waitFor();
    await goBack(stage);
    await stage.shows('Pick a conversation');
  },
);
