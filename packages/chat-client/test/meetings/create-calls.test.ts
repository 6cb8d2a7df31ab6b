import type { MeetingParticipant } from '@kcs/contracts';
import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import type { CallsState } from '../../src/meetings/calls-state.ts';
import { createCalls } from '../../src/meetings/create-calls.ts';
import { buildMeetingParticipant, MEETING, ModelChat } from '../support/model-call.ts';
import { ModelMedia } from '../support/model-media.ts';

/** Creates the calls of the user `me` in a meeting with the participant `a`. `rest` answers REST requests. */
function createModelCalls({ rest }: { rest?: (path: string, method: string) => unknown } = {}) {
  const media = new ModelMedia();
  const participants: MeetingParticipant[] = [buildMeetingParticipant('a'), buildMeetingParticipant('me')];
  let version = 10;
  const chat = new ModelChat((event) => {
    if (event !== 'join-meeting') return { success: true };
    return {
      success: true,
      meetingId: MEETING.id,
      roomId: MEETING.room_id,
      participantId: 'part_me',
      participants,
      version,
      iceServers: [],
    };
  });
  const restRequests: string[] = [];
  const request = async (path: string, { method = 'GET' }: { method?: string } = {}) => {
    restRequests.push(`${method} ${path}`);
    const answer = rest?.(path, method) ?? MEETING;
    if (answer instanceof Error) throw answer;
    return { data: answer as never };
  };
  const calls = createCalls({
    chat: chat.client,
    session: { request },
    platform: media.platform,
    time: media.time,
  });
  const run = (ms = 0) => media.time.run(ms);
  const join = async () => {
    const joined = calls.join(MEETING.room_id);
    await run(100);
    await joined;
  };
  const receiveRosterEvent = (name: string, from: string, fields: object = {}) => {
    version += 1;
    chat.receive(name, { from: `part_${from}`, version, ...fields });
  };
  return { calls, chat, media, participants, restRequests, run, join, receiveRosterEvent };
}

const listIds = ({ participants }: CallsState) => participants.map(({ id }) => id);

t.test('a join starts the meeting, opens the devices, and shows the others', async (t) => {
  const { calls, chat, media, restRequests, join } = createModelCalls();
  const phases: string[] = [];
  calls.subscribe(() => {
    const { phase } = calls.getState();
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  await join();
  t.same(phases, ['joining', 'in-call']);
  t.same(restRequests, ['POST /chat/rooms/room_1/meetings']);
  t.match(calls.getState(), {
    phase: 'in-call',
    roomId: 'room_1',
    meeting: MEETING,
    participantId: 'part_me',
    participants: [
      { id: 'part_a', userName: 'a', isMuted: true, isCameraOff: true, connection: 'connecting' },
    ],
    running: { room_1: MEETING },
  });
  t.equal(media.connections.length, 1);
  t.match(chat.listRequests('meeting-media-state').at(-1), { audio: true, video: true });
});

t.test('a preview opens the devices, and the join continues with them', async (t) => {
  const { calls, chat, media, run, join } = createModelCalls();
  void calls.openPreview('room_1', { camera: false });
  await run();
  t.match(calls.getState(), {
    phase: 'preview',
    media: { microphone: { isOn: true }, camera: { isOn: false } },
  });
  await join();
  t.equal(media.requests.length, 1);
  t.match(chat.listRequests('join-meeting'), [{ audio: true, video: false }]);
  t.notOk('participantId' in (chat.listRequests('join-meeting')[0] ?? {}));
});

t.test('leaving a preview closes the devices, and does not count as the end of a call', async (t) => {
  const { calls, media, run } = createModelCalls();
  void calls.openPreview('room_1');
  media.promptMs = 1_000;
  await run(500);
  calls.leave();
  await run(1_000);
  t.match(calls.getState(), { phase: 'idle', end: null });
  t.same(media.liveTracks, []);
});

t.test('leaving closes all devices and connections, and informs the server', async (t) => {
  const { calls, chat, media, join } = createModelCalls();
  await join();
  calls.leave();
  t.same(media.liveTracks, []);
  t.ok(media.connections.every(({ signalingState }) => signalingState === 'closed'));
  t.match(chat.listRequests('leave-meeting'), [{ meetingId: MEETING.id }]);
  t.match(calls.getState(), { phase: 'ended', end: { reason: 'left' }, participants: [] });
  calls.dismiss();
  t.match(calls.getState(), { phase: 'idle', roomId: null, end: null });
});

t.test('leaving the page leaves the call', async (t) => {
  const { calls, chat, media, join } = createModelCalls();
  await join();
  media.announce('page');
  t.equal(chat.listRequests('leave-meeting').length, 1);
  t.match(calls.getState(), { phase: 'ended' });
});

t.test('a refused start or join ends the call with the reason of the server', async (t) => {
  const refusedStart = createModelCalls({ rest: () => new ApiError('ROOM_NOT_FOUND', 'no room') });
  await refusedStart.join();
  t.match(refusedStart.calls.getState(), {
    phase: 'ended',
    end: { reason: 'refused', error: { code: 'ROOM_NOT_FOUND' } },
  });
  t.same(refusedStart.media.liveTracks, []);

  const fullMeeting = createModelCalls();
  fullMeeting.chat.answer = () => {
    throw new ApiError('MEETING_FULL', 'full');
  };
  await fullMeeting.join();
  t.match(fullMeeting.calls.getState(), {
    phase: 'ended',
    end: { reason: 'refused', error: { code: 'MEETING_FULL' } },
  });
});

t.test('a join without a connection waits for one, and is refused after a while', async (t) => {
  const { calls, chat, run } = createModelCalls();
  chat.disconnect();
  void calls.join('room_1');
  await run(5_000);
  t.match(calls.getState(), { phase: 'joining' });
  chat.connect();
  await run(100);
  t.match(calls.getState(), { phase: 'in-call' });

  calls.leave();
  chat.disconnect();
  void calls.join('room_1');
  await run(30_000);
  t.match(calls.getState(), { phase: 'ended', end: { reason: 'refused', error: { code: 'UNREACHABLE' } } });
});

t.test(
  'a join that is not answered in time gives up the place that the server may have reserved',
  async (t) => {
    const { calls, chat, media, run } = createModelCalls();
    chat.answer = (event) => (event === 'join-meeting' ? new Promise(() => undefined) : { success: true });
    void calls.join('room_1');
    await run(30_000);
    t.match(calls.getState(), { phase: 'ended', end: { reason: 'refused', error: { code: 'UNREACHABLE' } } });
    t.same(chat.listRequests('leave-meeting'), [{ meetingId: MEETING.id }]);
    t.same(media.liveTracks, []);
  },
);

t.test('participants who join, leave, mute, and share appear in the state', async (t) => {
  const { calls, join, receiveRosterEvent } = createModelCalls();
  await join();
  receiveRosterEvent('meeting-participant-joined', 'b', { participant: buildMeetingParticipant('b') });
  t.same(listIds(calls.getState()), ['part_a', 'part_b']);
  const [, unchanged] = calls.getState().participants;
  receiveRosterEvent('meeting-media-state', 'a', { audio: true, video: true });
  receiveRosterEvent('screen-share', 'a', { isSharing: true });
  t.match(calls.getState().participants, [
    { isMuted: false, isCameraOff: false, isSharing: true, camera: null },
    {},
  ]);
  t.equal(calls.getState().participants[1], unchanged);
  receiveRosterEvent('meeting-participant-left', 'a');
  t.same(listIds(calls.getState()), ['part_b']);
});

t.test('events that arrive before the answer to the join are applied after it', async (t) => {
  const { calls, chat, join, receiveRosterEvent } = createModelCalls();
  const { answer } = chat;
  chat.answer = (event, payload) => {
    const joined = answer(event, payload);
    if (event === 'join-meeting') {
      receiveRosterEvent('meeting-participant-joined', 'b', { participant: buildMeetingParticipant('b') });
      chat.receive('chat-in-meet', { from: 'part_b', userId: 'user_b', userName: 'b', content: 'Hi' });
    }
    return joined;
  };
  await join();
  t.same(listIds(calls.getState()), ['part_a', 'part_b']);
  t.match(calls.getState().messages, [{ content: 'Hi', userName: 'b', isOwn: false }]);
});

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

t.test('the call ends when the server says so', async (t) => {
  for (const [event, payload, reason] of [
    ['meeting-ended', { roomId: 'room_1', reason: 'ended' }, 'ended'],
    ['meeting-ended', { roomId: 'room_1', reason: 'room-deleted' }, 'room-deleted'],
    ['meeting-ended', { roomId: 'room_1', reason: 'a reason of a newer server' }, 'ended'],
    ['meeting-left', { participantId: 'part_me', reason: 'removed' }, 'removed'],
    ['meeting-left', { participantId: 'part_me', reason: 'taken-over' }, 'taken-over'],
  ] as const) {
    const { calls, chat, media, join } = createModelCalls();
    await join();
    chat.receive(event, payload);
    t.match(calls.getState(), { phase: 'ended', end: { reason }, participants: [] }, reason);
    t.same(media.liveTracks, []);
    t.equal(chat.listRequests('leave-meeting').length, 0);
  }
  const { calls, chat, join } = createModelCalls();
  await join();
  chat.receive('meeting-left', { participantId: 'part_former', reason: 'left' });
  t.match(calls.getState(), { phase: 'in-call' }, 'a former call of this socket is not meant');
  chat.endSession();
  t.match(calls.getState(), { phase: 'ended', end: { reason: 'session-ended' } });
});

t.test('messages appear in order, and a refused message throws', async (t) => {
  const { calls, chat, join } = createModelCalls();
  await join();
  await calls.sendChat(' Hello ');
  chat.receive('chat-in-meet', { from: 'part_a', userId: 'user_a', userName: 'a', content: 'Hi' });
  t.match(calls.getState().messages, [
    { id: '1', content: 'Hello', userName: 'Me', participantId: 'part_me', isOwn: true },
    { id: '2', content: 'Hi', userName: 'a', participantId: 'part_a', isOwn: false },
  ]);
  chat.answer = () => {
    throw new ApiError('VALIDATION_FAILED', 'no');
  };
  await t.rejects(calls.sendChat('x'), { code: 'VALIDATION_FAILED' });
  t.equal(calls.getState().messages.length, 2);
});

t.test('sharing the screen is reported, and ends with the call', async (t) => {
  const { calls, chat, media, run, join } = createModelCalls();
  await join();
  void calls.shareScreen();
  await run(10);
  t.match(chat.listRequests('screen-share'), [{ isSharing: true }]);
  calls.leave();
  t.same(media.liveTracks, []);

  media.promptMs = 1_000;
  await join();
  void calls.shareScreen();
  calls.leave();
  await run(2_000);
  t.same(media.liveTracks, [], 'a screen that is chosen after the call is not shared');
});

t.test('ending the meeting for everyone also ends the user’s own call', async (t) => {
  const { calls, restRequests, join } = createModelCalls();
  await join();
  await calls.endForAll();
  t.equal(restRequests.at(-1), 'POST /meetings/meet_1/end');
  t.match(calls.getState(), { phase: 'ended', end: { reason: 'ended' }, running: {} });

  const refused = createModelCalls({
    rest: (path) => (path.endsWith('/end') ? new ApiError('FORBIDDEN', 'no') : MEETING),
  });
  await refused.join();
  await t.rejects(refused.calls.endForAll(), { code: 'FORBIDDEN' });
  t.match(refused.calls.getState(), { phase: 'in-call' });
});

t.test(
  'a join of another room leaves the first call, and a second join of the same room does nothing',
  async (t) => {
    const { calls, chat, run, join } = createModelCalls();
    await join();
    await calls.join(MEETING.room_id);
    t.equal(chat.listRequests('join-meeting').length, 1);
    void calls.join('room_2');
    await run(100);
    t.equal(chat.listRequests('leave-meeting').length, 1);
    t.match(calls.getState(), { phase: 'in-call', roomId: 'room_2' });
  },
);

t.test('stop leaves the call and removes all listeners', async (t) => {
  const { calls, chat, media, join } = createModelCalls();
  await join();
  calls.stop();
  t.same(media.liveTracks, []);
  t.equal(chat.listRequests('leave-meeting').length, 1);
  chat.receive('chat-notification', {
    type: 'meeting_started',
    data: { meetingId: 'meet_2', roomId: 'room_2', startedBy: 'user_a' },
  });
  t.notOk(calls.getState().running.room_2);
});
