import t from 'tap';
import type { OwnMedia } from '../../src/meetings/calls-state.ts';
import { OwnMediaControl } from '../../src/meetings/own-media.ts';
import { ModelMedia } from '../support/model-media.ts';

function createOwnMedia() {
  const media = new ModelMedia();
  const states: OwnMedia[] = [];
  const control = new OwnMediaControl({
    platform: media.platform,
    cameraConstraints: {},
    onChange: (state) => void states.push(state),
  });
  const run = async (work: Promise<unknown>) => {
    await media.time.run(0);
    await work;
  };
  return { media, control, states, run };
}

t.test('the browser asks once for microphone and camera together', async (t) => {
  const { media, control, run } = createOwnMedia();
  await run(control.open({ microphone: true, camera: true }));
  t.equal(media.requests.length, 1);
  t.match(control.state, { microphone: { isOn: true }, camera: { isOn: true } });
  t.match(control.state.devices, [{ kind: 'camera' }, { kind: 'speaker' }]);
  control.close();
  t.same(media.liveTracks, []);
});

t.test('devices that open after they are no longer needed are closed again', async (t) => {
  for (const reopen of [false, true]) {
    const { media, control, run } = createOwnMedia();
    void control.open({ microphone: true, camera: true });
    control.close();
    if (reopen) void control.open({ microphone: true, camera: true });
    await run(Promise.resolve());
    t.equal(media.liveTracks.length, reopen ? 2 : 0);
    control.close();
    await run(Promise.resolve());
    t.same(media.liveTracks, []);
  }
});

t.test('if the camera is missing, the microphone still works', async (t) => {
  const { media, control, run } = createOwnMedia();
  media.failures.push('NotFoundError');
  await run(control.open({ microphone: true, camera: true }));
  t.match(control.state, { microphone: { isOn: true } });
  t.equal(media.requests.length, 3, 'each device was requested by itself');
});

t.test('a muted microphone stays open, and sends silence', async (t) => {
  const { media, control, run } = createOwnMedia();
  await run(control.open({ microphone: true, camera: false }));
  await run(control.setMicrophone(false));
  t.match(control.state, { microphone: { isOn: false } });
  t.match(media.liveTracks, [{ kind: 'audio', enabled: false }]);
  await run(control.setMicrophone(true));
  t.equal(media.requests.length, 1);
  t.match(media.liveTracks, [{ enabled: true }]);
});

t.test('the screen replaces the camera until the sharing ends by the button of the browser', async (t) => {
  const { media, control, run } = createOwnMedia();
  await run(control.open({ microphone: false, camera: true }));
  const cameraTrack = control.tracks.video;
  await run(control.shareScreen());
  const screenTrack = media.tracks.at(-1);
  t.equal(control.tracks.video, screenTrack);
  t.equal(screenTrack?.contentHint, 'detail');
  t.ok(control.state.screenStream);
  screenTrack?.endFromOutside();
  t.equal(control.state.screenStream, null);
  t.equal(control.tracks.video, cameraTrack);
});

t.test('a canceled screen dialog is not a problem, but any other failure is', async (t) => {
  const { media, control, run } = createOwnMedia();
  media.failures.push('NotAllowedError');
  await run(control.shareScreen());
  t.match(control.state, { screenStream: null, screenProblem: null });
  media.failures.push('NotReadableError');
  await run(control.shareScreen());
  t.match(control.state, { screenStream: null, screenProblem: 'in-use' });
});

t.test('unaffected parts of the state stay the same objects', async (t) => {
  const { control, run } = createOwnMedia();
  await run(control.open({ microphone: true, camera: true }));
  const before = control.state;
  await run(control.setMicrophone(false));
  const after = control.state;
  t.not(after, before);
  t.equal(after.camera, before.camera);
  t.equal(after.cameraStream, before.cameraStream);
  t.not(after.microphone, before.microphone);
});
