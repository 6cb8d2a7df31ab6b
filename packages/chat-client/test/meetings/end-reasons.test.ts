import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { MEETING } from '../support/model-call.ts';
import { createModelCalls } from '../support/model-calls.ts';

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
