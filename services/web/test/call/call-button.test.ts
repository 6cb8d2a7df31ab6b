import { CALL_IN_GROUP, createCallsState } from '../support/call-data.ts';
import {
  BEN,
  CLEO,
  createChatState,
  createDirectRoom,
  createRoom,
  createRoomEntries,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'the button in the room header opens the preview of a call',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.button('Start a call').click();
    t.strictSame(await stage.called('calls.openPreview'), [GROUP_ID]);
  },
);

stageTest(
  'while a call is running, the room shows a banner, the room list shows a mark, and both buttons join the call',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const callMark = stage.page.getByRole('link', { name: 'Class 7b' }).getByLabel('Call in progress');
    t.strictSame(await stage.called('calls.watchRoom'), [GROUP_ID], 'the page looks for a running call');
    await stage.setCalls({ running: { [GROUP_ID]: CALL_IN_GROUP } });
    await callMark.waitFor();
    await stage.page.getByRole('status').getByText('Ben Okri started a call.').waitFor();
    await stage.page.locator('.call-banner').getByRole('button', { name: 'Join call' }).click();
    await stage.page.locator('.room-head').getByRole('button', { name: 'Join call' }).click();
    await stage.page.waitForFunction(
      () => pageStage.chat.calls.filter(({ method }) => method === 'calls.openPreview').length === 2,
    );
    await stage.setCalls({ running: {} });
    await stage.gone(callMark);
    await stage.gone(stage.page.locator('.call-banner'));
    await stage.button('Start a call').waitFor();
  },
);

stageTest(
  'the page stops looking for calls in a room that the user has left',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.called('calls.watchRoom');
    await stage.page.evaluate(() => {
      location.hash = '#/';
    });
    t.strictSame(await stage.called('calls.watchRoom stopped'), [GROUP_ID]);
  },
);

stageTest(
  'nobody can call a person whose account is closed',
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({
      rooms: createRoomEntries(
        createDirectRoom({ peer: { user_id: BEN.id, name: BEN.name, active: false, user_type: 'Student' } }),
      ),
    }),
  },
  async (t, stage) => {
    await stage.shows('Account closed');
    t.equal(await stage.button('Start a call').count(), 0);
  },
);

stageTest(
  'in an announcement room, someone who may not post can join a call, but not start one',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ post_policy: 'managers', my_role: 'member' })),
    }),
  },
  async (t, stage) => {
    await stage.shows('Only owners and admins can post here');
    t.equal(await stage.button('Start a call').count(), 0);
    await stage.setCalls({ running: { [GROUP_ID]: CALL_IN_GROUP } });
    await stage.page.locator('.room-head').getByRole('button', { name: 'Join call' }).click();
    t.strictSame(await stage.called('calls.openPreview'), [GROUP_ID]);
  },
);

stageTest(
  'a user who is in another call is asked before they leave it',
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }),
  },
  async (t, stage) => {
    await stage.setCalls(
      createCallsState({
        phase: 'in-call',
        roomId: GROUP_ID,
        meeting: { ...CALL_IN_GROUP, created_by: CLEO.id },
      }),
    );
    await stage.button('Start a call').click();
    const dialog = stage.page.getByRole('dialog', { name: 'Leave the other call?' });
    await dialog.getByText('You are in a call in “Class 7b”.').waitFor();
    t.equal((await stage.callsTo('calls.openPreview')).length, 0);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    t.strictSame(await stage.called('calls.openPreview'), [DIRECT_ROOM_ID]);
  },
);
