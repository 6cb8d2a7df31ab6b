import { createCallMessage, createGroupCallState } from '../support/call-data.ts';
import {
  createChatState,
  createDirectRoom,
  createNotification,
  createNotificationList,
  createRoom,
  createRoomEntries,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'in another room, a bar shows the running call, returns to it, and leaves it',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }),
  },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    const call = stage.page.getByRole('main', { name: 'Call' });
    const bar = stage.page.getByRole('region', { name: 'Current call' });
    await call.waitFor();
    t.equal(await stage.page.locator('.timeline').count(), 0, 'covered messages do not count as seen');
    await stage.page.getByRole('link', { name: 'Ben Okri' }).click();
    await bar.getByText('Class 7b').waitFor();
    await bar.getByText('2 in the call').waitFor();
    const microphoneButton = bar.getByRole('button', { name: 'Mute' });
    // cspell:disable-next-line
    t.equal(await microphoneButton.getAttribute('aria-keyshortcuts'), null, 'M works only in the call');
    t.equal((await stage.callsTo('calls.leave')).length, 0);
    await stage.setCalls({ messages: [createCallMessage(1)] });
    await bar.getByText('1 unread').waitFor();
    await bar.getByRole('button', { name: 'Return' }).click();
    await call.waitFor();
    await stage.button('Show the conversation').click();
    await stage.page.locator('.timeline').waitFor();
    await stage.button('Return to call, 2 in the call').click();
    await call.waitFor();
    await stage.page.goBack();
    await bar.getByRole('button', { name: 'Leave' }).click();
    t.strictSame((await stage.callsTo('calls.leave')).length, 1);
  },
);

stageTest(
  'a mention that the user opens during the call of its room is shown in place of the call',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      notifications: createNotificationList([
        createNotification(59, {
          ...{ type: 'mention', title: 'Ben mentioned you' },
          data: { roomId: GROUP_ID, messageId: 'message-2', messageSeq: 2 },
        }),
      ]),
    }),
  },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.page.getByRole('main', { name: 'Call' }).waitFor();
    await stage.button('Notifications, 1 unread').click();
    await stage.page.getByRole('link', { name: /Ben mentioned you/ }).click();
    await stage.page.locator('[data-seq="2"]').waitFor();
    await stage.page.getByRole('region', { name: 'Current call' }).waitFor();
  },
);
