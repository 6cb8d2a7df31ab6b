import t from 'tap';
import { createPeerMesh } from '../../src/meetings/peer-mesh.ts';
import { Stop } from '../../src/time/stop.ts';
import { ModelMedia } from '../support/model-media.ts';

function createMesh() {
  const media = new ModelMedia();
  const stopped = new Stop();
  const sent: [to: string, signal: Record<string, unknown>][] = [];
  const mesh = createPeerMesh({
    ownId: 'part_m',
    iceServers: [],
    platform: media.platform,
    time: media.time,
    stopped,
    sendSignal: (to, signal) => void sent.push([to, signal]),
    onChange: () => undefined,
  });
  const listKinds = (to: string) => sent.filter(([id]) => id === to).map(([, { kind }]) => kind);
  return { media, mesh, stopped, sent, listKinds };
}

t.test('the participant with the lower id makes the first offer', async (t) => {
  const { media, mesh, listKinds } = createMesh();
  mesh.setParticipants(['part_a', 'part_z']);
  await media.time.run(200);
  t.same(listKinds('part_a'), ['hello']);
  t.same(listKinds('part_z'), ['offer', 'candidates']);
});

t.test('signals that arrive before the news that their sender has joined are kept until then', async (t) => {
  const { media, mesh, listKinds } = createMesh();
  const sender = createMesh();
  sender.mesh.setParticipants(['part_n']);
  await sender.media.time.run(200);
  for (const [, signal] of sender.sent) mesh.receiveSignal('part_a', signal);
  for (let n = 0; n < 1_000; n += 1)
    mesh.receiveSignal(`part_unknown_${n}`, { kind: 'hello', connection: 'x' });
  await media.time.run(200);
  t.equal(media.connections.length, 0);
  mesh.setParticipants(['part_a']);
  await media.time.run(200);
  t.ok(listKinds('part_a').includes('answer'));
});

t.test('the connection to a participant who leaves is closed, and all others stay open', async (t) => {
  const { media, mesh, stopped } = createMesh();
  mesh.setParticipants(['part_a', 'part_b']);
  mesh.setParticipants(['part_b', 'part_c']);
  t.same(
    media.connections.map(({ signalingState }) => signalingState),
    ['closed', 'stable', 'stable'],
  );
  t.match(mesh.getMedia('part_a'), { connection: 'connecting', audio: null, video: null });
  stopped.stop();
  t.ok(media.connections.every(({ signalingState }) => signalingState === 'closed'));
  mesh.setParticipants(['part_d']);
  t.equal(media.connections.length, 3, 'a closed mesh opens no connection');
});

t.test('the user’s own tracks are sent over existing and later connections', async (t) => {
  const { media, mesh } = createMesh();
  mesh.setParticipants(['part_z']);
  const audio = { kind: 'audio' } as MediaStreamTrack;
  mesh.setTracks({ audio, video: null });
  mesh.setParticipants(['part_z', 'part_y']);
  const listAudioTracks = () => media.connections.map(({ transceivers }) => transceivers[0]?.sender.track);
  t.same(listAudioTracks(), [audio, audio]);
  mesh.setTracks({ audio: null, video: null });
  t.same(listAudioTracks(), [null, null]);
});
