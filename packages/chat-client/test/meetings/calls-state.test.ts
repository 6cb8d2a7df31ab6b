import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import type { CallsState } from '../../src/meetings/calls-state.ts';
import { buildMeetingParticipant } from '../support/model-call.ts';
import { createModelCalls } from '../support/model-calls.ts';

const listIds = ({ participants }: CallsState) => participants.map(({ id }) => id);

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
