import { chatState, DIRECT_ID, directRoom, entries, GROUP_ID, room } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const MY_ROOMS = chatState({ rooms: entries(room(), directRoom()) });
const PHONE = { state: MY_ROOMS, viewport: { width: 390, height: 800 } };

const goBack = (stage: Stage) => stage.page.evaluate(() => history.back());
const openRoom = (stage: Stage, title: string) => stage.page.getByRole('link', { name: title }).click();
const roomTitle = (stage: Stage, title: string) => stage.page.getByRole('heading', { level: 1, name: title });
const list = (stage: Stage) => stage.page.getByRole('navigation', { name: 'Conversations' });
const dialog = (stage: Stage, name: string) => stage.page.getByRole('dialog', { name });
/** Waits until the page's address names this room, or no room if `id` is null. */
const addressNames = (stage: Stage, id: string | null) =>
  stage.page.waitForFunction((wanted) => location.hash.replace(/^#\/(rooms\/)?/, '') === (wanted ?? ''), id);

stageTest(
  'a wrong address leads to the start page with a notice, and the Back button leaves it',
  'chat',
  { state: MY_ROOMS },
  async (_, stage) => {
    await openRoom(stage, 'Class 7b');
    await stage.page.evaluate(() => {
      location.hash = '#/rooms/room_of_somebody_else';
    });
    await stage.shows('You are not a member of this conversation, or it no longer exists. Pick another one.');
    await addressNames(stage, null);
    await goBack(stage);
    await roomTitle(stage, 'Class 7b').waitFor();
    await goBack(stage);
    await stage.shows('Pick a conversation');
  },
);

stageTest(
  'on a phone, the arrow in the room goes back to the list, so that the Back button does not return to the room',
  'chat',
  PHONE,
  async (t, stage) => {
    const start = await stage.page.evaluate(() => history.length);
    await openRoom(stage, 'Class 7b');
    await stage.button('Back to conversations').click();
    await list(stage).waitFor();
    await openRoom(stage, 'Ben Okri');
    await roomTitle(stage, 'Ben Okri').waitFor();
    t.equal(await stage.page.evaluate(() => history.length), start + 1, 'the arrow added no entry');
    await stage.press('Control+k');
    await stage.page.getByRole('option', { name: 'Class 7b' }).click();
    await roomTitle(stage, 'Class 7b').waitFor();
    await stage.button('Back to conversations').click();
    await list(stage).waitFor();
    await addressNames(stage, null);
  },
);

stageTest(
  'on a phone that opened the page in a room, the arrow replaces the room with the list',
  'chat',
  { ...PHONE, roomId: GROUP_ID },
  async (t, stage) => {
    const start = await stage.page.evaluate(() => history.length);
    await stage.button('Back to conversations').click();
    await list(stage).waitFor();
    await addressNames(stage, null);
    t.equal(await stage.page.evaluate(() => history.length), start);
  },
);

stageTest(
  'the Back button closes first a dialog, then the members panel, and then the room',
  'chat',
  PHONE,
  async (_, stage) => {
    const members = stage.page.getByRole('complementary', { name: 'Members' });
    await openRoom(stage, 'Class 7b');
    await stage.button('Show members').click();
    await members.getByRole('button', { name: 'Rename group' }).click();
    await dialog(stage, 'Rename group').waitFor();
    await goBack(stage);
    await stage.gone(dialog(stage, 'Rename group'));
    await members.waitFor();
    await stage.focused(members.getByRole('button', { name: 'Rename group' }));
    await goBack(stage);
    await stage.gone(members);
    await roomTitle(stage, 'Class 7b').waitFor();
    await addressNames(stage, GROUP_ID);
    await goBack(stage);
    await list(stage).waitFor();
  },
);

stageTest(
  'a dialog that was closed or led to another room leaves nothing for the Back button',
  'chat',
  { state: MY_ROOMS },
  async (_, stage) => {
    await openRoom(stage, 'Class 7b');
    await stage.button('Search messages').click();
    await stage.page.getByRole('option', { name: 'Ben Okri' }).click();
    await roomTitle(stage, 'Ben Okri').waitFor();
    await addressNames(stage, DIRECT_ID);
    await list(stage).getByRole('button', { name: 'New conversation' }).click();
    await stage.press('Escape');
    await stage.gone(dialog(stage, 'New conversation'));
    await list(stage).getByRole('button', { name: 'New conversation' }).click();
    await dialog(stage, 'New conversation').waitFor();
    await stage.press('Escape');
    await stage.gone(dialog(stage, 'New conversation'));
    await stage.page.waitForFunction(() => history.state.layers === 0);
    await goBack(stage);
    await roomTitle(stage, 'Class 7b').waitFor();
    await goBack(stage);
    await stage.shows('Pick a conversation');
  },
);
