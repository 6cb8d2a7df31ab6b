import {
  createCallMessage,
  createGroupCallState,
  createOwnMedia,
  createParticipant,
} from '../support/call-data.ts';
import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import { BEN, CLEO, GROUP_ID } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getTile = (stage: Stage, name: string) => stage.page.locator('.tile', { hasText: name });

stageTest(
  'all controls work with the keyboard, and M and V only while no field has the focus',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    const main = stage.page.getByRole('main', { name: 'Call' });
    await stage.focused(main);
    await stage.press('m');
    t.strictSame(await stage.called('calls.setMuted'), [true]);
    await stage.press('v');
    t.strictSame(await stage.called('calls.setCamera'), [false]);
    const expectedNames = [
      'Show the conversation',
      'Mute',
      'Turn camera off',
      'Share the screen',
      'Show call messages',
      'Devices and shortcuts',
      'Leave',
      'End for everyone',
    ];
    for (const name of expectedNames) {
      await stage.press('Tab');
      await stage.focused(main.getByRole('button', { name, exact: true }));
    }
    await stage.button('Share the screen').press('Enter');
    await stage.called('calls.shareScreen');
    await stage.button('Show call messages').press('Enter');
    const field = stage.page.getByLabel('Message to everyone in the call');
    await stage.focused(field);
    await stage.press('m');
    await stage.press('v');
    t.equal(await field.inputValue(), 'mv');
    await stage.press('Control+m');
    t.equal((await stage.callsTo('calls.setMuted')).length, 1);
    t.equal((await stage.callsTo('calls.setCamera')).length, 1);
    await stage.button('Devices and shortcuts').click();
    await stage.page.getByRole('dialog').getByText('Press M to mute or unmute').waitFor();
    await stage.press('v');
    t.equal((await stage.callsTo('calls.setCamera')).length, 1);
  },
);

stageTest(
  'a phone that cannot share the screen has no such button',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState({ media: createOwnMedia({ canShareScreen: false }) }));
    await stage.button('Leave').waitFor();
    t.equal(await stage.button('Share the screen').count(), 0);
  },
);

stageTest(
  'the button of the call messages counts unread ones, and a message that was not sent stays in the field',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(createGroupCallState());
    await stage.setCalls({
      messages: [createCallMessage(1), createCallMessage(2), createCallMessage(3, { isOwn: true })],
    });
    await stage.button('Show call messages, 2 unread').click();
    const panel = stage.page.getByRole('complementary', { name: 'Call messages' });
    await panel.getByText('Call message 2').waitFor();
    await stage.answer('calls.sendChat', { error: { code: 'UNREACHABLE', message: 'Offline.' } });
    const field = panel.getByLabel('Message to everyone in the call');
    await field.fill('Hello');
    await stage.press('Enter');
    t.strictSame(await stage.called('calls.sendChat'), ['Hello']);
    await stage.page.getByRole('alert').getByText('Offline.').waitFor();
    t.equal(await field.inputValue(), 'Hello');
    await stage.answer('calls.sendChat', { value: undefined });
    await stage.press('Enter');
    await stage.page.waitForFunction(() => document.querySelector('input')?.value === '');
    await field.fill('Thanks');
    await panel.getByRole('button', { name: 'Send' }).click();
    await stage.focused(field);
    await stage.press('Escape');
    await stage.gone(panel);
    await stage.button('Show call messages').waitFor();
  },
);

stageTest(
  'screen readers announce who joins and leaves the call',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    await getTile(stage, BEN.name).waitFor();
    await stage.setCalls({ participants: [createParticipant(BEN), createParticipant(CLEO)] });
    await stage.page
      .getByRole('status')
      .getByText('Cleo Park joined the call.')
      .waitFor({ state: 'attached' });
    await stage.setCalls({ participants: [createParticipant(CLEO)] });
    await stage.page.getByRole('status').getByText('Ben Okri left the call.').waitFor({ state: 'attached' });
  },
);

stageTest(
  'during the call, notes say that the connection is lost and that a device cannot be used',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.openCall(createGroupCallState());
    const notes = stage.page.locator('.call-notes');
    await stage.setCalls({ phase: 'reconnecting' });
    await notes.getByText('Your connection to the server is lost.').waitFor();
    const { camera } = createOwnMedia();
    await stage.setCalls({
      phase: 'in-call',
      media: createOwnMedia({ camera: { ...camera, isOn: false, problem: 'in-use' } }),
    });
    await notes.getByText('Another program is using your camera.').waitFor();
    await notes.getByRole('button', { name: 'Dismiss' }).click();
    await stage.gone(notes.locator('.call-note'));
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  stageTest(
    `in the ${colorScheme} theme, every text in a call has enough contrast with its background`,
    'chat',
    { roomId: GROUP_ID, context: { colorScheme } },
    async (t, stage) => {
      await stage.openCall(
        createGroupCallState({
          phase: 'reconnecting',
          participants: [createParticipant(BEN), createParticipant(CLEO, { connection: 'connecting' })],
          messages: [createCallMessage(1), createCallMessage(2, { isOwn: true })],
        }),
      );
      await stage.button('Show call messages, 1 unread').click();
      await stage.page.getByText('Call message 2').waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), []);
      await stage.button('Show the conversation').click();
      await stage.page.getByRole('region', { name: 'Current call' }).waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), [], 'the bar');
      const { microphone, camera } = createOwnMedia();
      await stage.setCalls({
        phase: 'preview',
        media: createOwnMedia({
          microphone: { ...microphone, isOn: false, problem: 'denied' },
          camera: { ...camera, isOn: false, problem: 'denied' },
        }),
      });
      await stage.page.getByRole('dialog').getByText('Allow the camera').waitFor();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), [], 'the preview and the banner');
    },
  );
}
