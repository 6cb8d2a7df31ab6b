import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { buildMeetingParticipant } from '../support/model-call.ts';
import { createModelCalls } from '../support/model-calls.ts';

t.test('after a lost connection, the user returns to the same place, and the media continues', async (t) => {
  const { calls, chat, media, run, join } = createModelCalls();
  await join();
  chat.disconnect();
  t.match(calls.getState(), { phase: 'reconnecting', participants: [{ id: 'part_a' }] });
  t.ok(media.connections.every(({ signalingState }) => signalingState !== 'closed'));
  void calls.setMuted(true);
  await run(1_000);
  chat.connect();
  await run(100);
  t.match(chat.listRequests('join-meeting').at(-1), { participantId: 'part_me', audio: false, video: true });
  t.match(calls.getState(), { phase: 'in-call', participantId: 'part_me' });
  t.equal(media.connections.length, 1);
  t.ok(
    chat.listRequests('webrtc-signal').some(({ signal }) => (signal as { kind: string }).kind === 'hello'),
    'the others learn that the user is back',
  );
});

t.test('if the place is lost, the user gets a new one with new connections', async (t) => {
  const { calls, chat, media, participants, run, join } = createModelCalls();
  await join();
  const { answer } = chat;
  participants.splice(1, 1, buildMeetingParticipant('me2'));
  chat.answer = (event, payload) => ({ ...(answer(event, payload) as object), participantId: 'part_me2' });
  chat.disconnect();
  chat.connect();
  await run(100);
  t.match(calls.getState(), {
    phase: 'in-call',
    participantId: 'part_me2',
    participants: [{ id: 'part_a' }],
  });
  t.equal(media.connections.length, 2);
  t.equal(media.connections[0]?.signalingState, 'closed');
});

t.test('a return that the server refuses ends the call with a reason', async (t) => {
  for (const [code, reason] of [
    ['MEETING_ENDED', 'ended'],
    ['MEETING_NOT_FOUND', 'removed'],
    ['MEETING_FULL', 'full'],
    ['FORBIDDEN', 'refused'],
  ] as const) {
    const { calls, chat, media, run, join } = createModelCalls();
    await join();
    chat.answer = () => {
      throw new ApiError(code, 'no');
    };
    chat.disconnect();
    chat.connect();
    await run(100);
    t.match(calls.getState(), { phase: 'ended', end: { reason } }, code);
    t.same(media.liveTracks, []);
  }
});

t.test('if the server no longer knows the place, the user joins again', async (t) => {
  const { calls, chat, run, join } = createModelCalls();
  await join();
  const { answer } = chat;
  chat.answer = (event, payload) => {
    if (event === 'meeting-media-state') throw new ApiError('NOT_IN_MEETING', 'no');
    return answer(event, payload);
  };
  void calls.setMuted(true);
  await run(1_000);
  t.match(chat.listRequests('join-meeting'), [{}, { participantId: 'part_me', audio: false }]);
});

t.test('a media state that cannot be reported for a while is reported later', async (t) => {
  const { calls, chat, run, join } = createModelCalls();
  await join();
  const { answer } = chat;
  chat.answer = (event, payload) => {
    if (event === 'meeting-media-state') throw new ApiError('UNAVAILABLE', 'Try again.');
    return answer(event, payload);
  };
  void calls.setMuted(true);
  await run(1_000);
  const failureCount = chat.listRequests('meeting-media-state').length;
  chat.answer = answer;
  await run(10_000);
  t.match(chat.listRequests('meeting-media-state').slice(failureCount), [{ audio: false, video: true }]);
  const reportCount = chat.listRequests('meeting-media-state').length;
  await run(60_000);
  t.equal(
    chat.listRequests('meeting-media-state').length,
    reportCount,
    'a known state is not reported again',
  );
});
