import t from 'tap';
import { DeviceControl } from '../../src/meetings/device-control.ts';
import { ModelMedia } from '../support/model-media.ts';

function createCamera(media = new ModelMedia()) {
  let changeCount = 0;
  const camera = new DeviceControl({
    kind: 'camera',
    platform: media.platform,
    constraints: { width: 640 },
    onChange: () => {
      changeCount += 1;
    },
  });
  return { media, camera, countChanges: () => changeCount };
}

t.test('a camera that is turned on and off stops, so that its light goes out', async (t) => {
  const { media, camera } = createCamera();
  const turnedOn = camera.turnOn();
  await media.time.run(0);
  await turnedOn;
  t.match(camera.state, { isOn: true, isStarting: false, problem: null });
  t.same(media.requests, [{ video: { width: 640 } }]);
  camera.close();
  t.match(camera.state, { isOn: false });
  t.same(media.liveTracks, []);
});

t.test('the last request counts while the browser asks for permission', async (t) => {
  const { media, camera } = createCamera();
  media.promptMs = 1_000;
  void camera.turnOn();
  await media.time.run(500);
  t.match(camera.state, { isStarting: true });
  camera.close();
  await media.time.run(1_000);
  t.match(camera.state, { isOn: false, isStarting: false });
  t.same(media.liveTracks, [], 'the camera that opens too late is stopped');
});

t.test('each error of the browser is reported as a named problem', async (t) => {
  for (const [name, problem] of [
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'in-use'],
    ['NotSupportedError', 'unsupported'],
    ['SomeNewError', 'failed'],
  ] as const) {
    const { media, camera } = createCamera();
    media.failures.push(name);
    void camera.turnOn();
    await media.time.run(0);
    t.match(camera.state, { isOn: false, isStarting: false, problem }, name);
  }
  const insecure = createCamera(new ModelMedia(false));
  insecure.media.failures.push('NotSupportedError');
  void insecure.camera.turnOn();
  await insecure.media.time.run(0);
  t.match(insecure.camera.state, { problem: 'insecure' });
});

t.test('the current camera is replaced only after the other one has opened', async (t) => {
  const { media, camera } = createCamera();
  void camera.turnOn();
  await media.time.run(0);
  const [first] = media.tracks;
  media.promptMs = 1_000;
  void camera.choose('back');
  await media.time.run(500);
  t.equal(first?.readyState, 'live');
  await media.time.run(1_000);
  t.equal(first?.readyState, 'ended');
  t.match(camera.state, { isOn: true, deviceId: 'back' });
  t.equal(media.liveTracks[0]?.deviceId, 'back');
});

t.test('if only one camera can be open at a time, the current one is closed first', async (t) => {
  const { media, camera } = createCamera();
  void camera.turnOn();
  await media.time.run(0);
  media.failures.push('NotReadableError');
  void camera.choose('back');
  await media.time.run(0);
  t.match(camera.state, { isOn: true, deviceId: 'back', problem: null });
  t.equal(media.liveTracks.length, 1);
});

t.test('if another camera cannot be opened, the current one stays', async (t) => {
  const { media, camera } = createCamera();
  void camera.turnOn();
  await media.time.run(0);
  media.failures.push('NotAllowedError');
  void camera.choose('back');
  await media.time.run(0);
  t.match(camera.state, { isOn: true, deviceId: null, problem: 'denied' });
  t.equal(media.liveTracks.length, 1);
});

t.test('if the chosen camera has been unplugged, the default camera is used', async (t) => {
  const { media, camera } = createCamera();
  void camera.choose('gone');
  media.failures.push('OverconstrainedError');
  void camera.turnOn();
  await media.time.run(0);
  t.match(camera.state, { isOn: true, deviceId: null, problem: null });

  media.tracks.at(-1)?.endFromOutside();
  await media.time.run(0);
  t.match(camera.state, { isOn: true });
  media.failures.push('NotFoundError');
  media.tracks.at(-1)?.endFromOutside();
  await media.time.run(0);
  t.match(camera.state, { isOn: false, problem: 'missing' });
});
