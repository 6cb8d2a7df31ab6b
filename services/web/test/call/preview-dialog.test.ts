import type { Test } from 'tap';
import { CALL_IN_GROUP, createCallsState, createOwnMedia, STREAM_PLACEHOLDER } from '../support/call-data.ts';
import { GROUP_ID } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const PREVIEW_STATE = createCallsState({
  phase: 'preview',
  roomId: GROUP_ID,
  media: createOwnMedia({ cameraStream: STREAM_PLACEHOLDER, audioStream: STREAM_PLACEHOLDER }),
});
const getPreview = (stage: Stage) => stage.page.getByRole('dialog', { name: 'Start a call in “Class 7b”' });

stageTest(
  'the preview shows the user’s mirrored picture and the microphone level, and starts the call',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(PREVIEW_STATE);
    const preview = getPreview(stage);
    await stage.page.waitForFunction(
      () => (document.querySelector('dialog video') as HTMLVideoElement).videoWidth,
    );
    const transform = await preview.locator('video').evaluate((video) => getComputedStyle(video).transform);
    t.match(transform, /^matrix\(-1/, 'the picture is mirrored');
    await stage.page.waitForFunction(() => (document.querySelector('meter')?.value ?? 0) > 0.1);
    await stage.focused(preview.getByRole('button', { name: 'Start call' }));
    await stage.press('m');
    t.strictSame(await stage.called('calls.setMuted'), [true], 'the shortcuts work in the preview');
    await stage.press('Enter');
    t.strictSame(await stage.called('calls.join'), [GROUP_ID]);
    await stage.setCalls({ phase: 'joining' });
    t.ok(await preview.getByRole('button', { name: 'Joining…' }).isDisabled());
  },
);

stageTest(
  'in the preview, the user chooses devices, and joins muted or without a picture',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall({ ...PREVIEW_STATE, running: { [GROUP_ID]: CALL_IN_GROUP } });
    const preview = stage.page.getByRole('dialog', { name: 'Join the call in “Class 7b”' });
    await preview.getByText('Others will see and hear you.').waitFor();
    await preview.getByRole('button', { name: 'Mute' }).click();
    t.strictSame(await stage.called('calls.setMuted'), [true]);
    await preview.getByRole('button', { name: 'Turn camera off' }).click();
    t.strictSame(await stage.called('calls.setCamera'), [false]);
    await preview.getByRole('combobox', { name: 'Camera' }).selectOption('USB camera');
    t.strictSame(await stage.called('calls.switchDevice'), ['camera', 'camera-2']);
    await preview.getByRole('combobox', { name: 'Speaker' }).selectOption('Headset');
    t.strictSame(await stage.called('calls.switchDevice'), ['speaker', 'speaker-1']);
    const { microphone, camera } = PREVIEW_STATE.media;
    const off = { isOn: false };
    await stage.setCalls({
      media: createOwnMedia({ microphone: { ...microphone, ...off }, camera: { ...camera, ...off } }),
    });
    await preview.getByText('You will join muted and without a picture.').waitFor();
    t.equal(await preview.locator('video, meter').count(), 0);
    await preview.getByRole('button', { name: 'Join call' }).waitFor();
  },
);

stageTest('Escape closes the preview and its devices', 'chat', { roomId: GROUP_ID }, async (t, stage) => {
  await stage.openCall(PREVIEW_STATE);
  await getPreview(stage).waitFor();
  await stage.press('Escape');
  t.strictSame(await stage.called('calls.leave'), []);
  await stage.setCalls(createCallsState());
  await stage.gone(getPreview(stage));
  await stage.focused(stage.button('Start a call'));
});

const setProblem = (stage: Stage, problem: 'denied' | 'missing' | 'in-use' | 'insecure') => {
  const device = { isOn: false, isStarting: false, deviceId: null, problem };
  return stage.setCalls({ media: createOwnMedia({ microphone: device, camera: device, devices: [] }) });
};

stageTest(
  'the preview says why no device can be used and what to do, and the user can join without one',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.openCall(PREVIEW_STATE);
    const notes = getPreview(stage).getByRole('status');
    await setProblem(stage, 'denied');
    await notes.getByText('Allow the camera in the address bar').waitFor();
    await notes.getByText('Allow the microphone in the address bar').waitFor();
    await setProblem(stage, 'missing');
    await notes.getByText('No camera was found. Connect one').waitFor();
    await getPreview(stage)
      .getByRole('combobox', { name: 'Microphone' })
      .getByText('No microphone found')
      .waitFor({ state: 'attached' });
    await setProblem(stage, 'in-use');
    await notes.getByText('Another program is using your microphone. Close that program').waitFor();
    await setProblem(stage, 'insecure');
    await notes.getByText('Open the chat at an address that begins with https://').waitFor();
    await getPreview(stage).getByRole('button', { name: 'Start call' }).click();
    t.strictSame(await stage.called('calls.join'), [GROUP_ID]);
  },
);

stageTest(
  'the preview says that the user is already in the call in another window',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await holdCallLock(t, stage);
    await stage.openCall({ ...PREVIEW_STATE, running: { [GROUP_ID]: CALL_IN_GROUP } });
    await stage.page
      .getByRole('dialog')
      .getByText('You are already in this call in another window.')
      .waitFor();
  },
);

/** Holds the lock that another window holds while it is in the call. */
async function holdCallLock(t: Test, stage: Stage): Promise<void> {
  await stage.page.evaluate((name) => {
    const untilRelease = new Promise<void>((resolve) => {
      addEventListener('release-lock', () => resolve(), { once: true });
    });
    return new Promise<void>((resolve) => {
      void navigator.locks.request(name, { mode: 'shared' }, () => {
        resolve();
        return untilRelease;
      });
    });
  }, `kcs.call.${CALL_IN_GROUP.id}`);
  t.teardown(() => stage.page.evaluate(() => dispatchEvent(new Event('release-lock'))));
}
