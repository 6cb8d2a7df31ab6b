import t from 'tap';
import { buildParticipants, NO_PEER_MEDIA } from '../../src/meetings/participants.ts';
import { buildMeetingParticipant } from '../support/model-call.ts';

const video = {} as MediaStream;
const getMedia = () => ({ connection: 'connected' as const, audio: null, video });
const camera = { ...buildMeetingParticipant('a'), audio: true, video: true };

t.test('the video of a participant is the camera, the screen, or nothing', async (t) => {
  const [withCamera, withScreen, withoutBoth] = buildParticipants(
    [],
    [camera, { ...camera, isSharing: true }, { ...camera, video: false }],
    getMedia,
  );
  t.match(withCamera, { isMuted: false, isCameraOff: false, screen: null, connection: 'connected' });
  t.equal(withCamera?.camera, video);
  t.equal(withScreen?.camera, null);
  t.equal(withScreen?.screen, video);
  t.match(withoutBoth, { isCameraOff: true, camera: null, screen: null });
});

t.test('without a change, the list and each participant stay the same objects', async (t) => {
  const others = [camera, buildMeetingParticipant('b')];
  const first = buildParticipants([], others, getMedia);
  t.equal(buildParticipants(first, others, getMedia), first);
  const second = buildParticipants(
    first,
    [{ ...camera, audio: false }, buildMeetingParticipant('b')],
    getMedia,
  );
  t.not(second, first);
  t.equal(second[1], first[1]);
  const third = buildParticipants(second, others.slice(0, 1), () => NO_PEER_MEDIA);
  t.match(third, [{ connection: 'connecting', camera: null }]);
  t.equal(third.length, 1);
});
