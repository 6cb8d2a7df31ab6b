import t from 'tap';
import { ApiError } from '../../src/api/api-error.ts';
import { MEETING } from '../support/model-call.ts';
import { createModelCalls } from '../support/model-calls.ts';

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
