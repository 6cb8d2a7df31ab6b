import type { Meeting } from '@kcs/contracts';
import t from 'tap';
import { RunningMeetingTracker } from '../../src/meetings/running-meeting-tracker.ts';
import type { RunningMeetings } from '../../src/meetings/running-meetings.ts';
import type { ServerEvent } from '../../src/realtime/link.ts';
import { Stop } from '../../src/time/stop.ts';
import { MEETING } from '../support/model-call.ts';
import { VirtualTime } from '../support/virtual-time.ts';

function createTracker() {
  const time = new VirtualTime(1);
  const stored = new Map<string, Meeting>();
  let running: RunningMeetings = {};
  const loadedRoomIds: string[] = [];
  const tracker = new RunningMeetingTracker({
    api: {
      findRunning: async (roomId) => {
        loadedRoomIds.push(roomId);
        const found = stored.get(roomId);
        await time.sleep(100);
        return found;
      },
    },
    time,
    stopped: new Stop(),
    onChange: (changed) => {
      running = changed;
    },
  });
  const receive = (name: string, payload: object) =>
    tracker.onEvent({ name, payload: { timestamp: MEETING.created_at, ...payload } } as ServerEvent);
  return { tracker, time, stored, loadedRoomIds, receive, getRunning: () => running };
}

const started = (roomId: string) => ({
  type: 'meeting_started',
  data: { meetingId: `meet_${roomId}`, roomId, startedBy: 'user_a' },
});

t.test('meetings that start and end are followed in all rooms', async (t) => {
  const { receive, getRunning } = createTracker();
  receive('chat-notification', started('room_1'));
  receive('chat-notification', started('room_2'));
  receive('chat-notification', { type: 'meeting_started', data: {} });
  receive('chat-notification', { type: 'mention', data: { roomId: 'room_3', meetingId: 'meet_3' } });
  t.match(getRunning(), { room_1: { id: 'meet_room_1', created_by: 'user_a', ended_at: null }, room_2: {} });
  receive('meeting-ended', { meetingId: 'meet_room_1', roomId: 'room_1', reason: 'ended' });
  receive('meeting-ended', { meetingId: 'a former meeting', roomId: 'room_2', reason: 'ended' });
  t.same(Object.keys(getRunning()), ['room_2']);
});

t.test('a watched room is loaded at once and after each reconnect', async (t) => {
  const { tracker, time, stored, loadedRoomIds, getRunning } = createTracker();
  stored.set('room_1', MEETING);
  const stopWatching = tracker.watchRoom('room_1');
  await time.run(200);
  t.same(getRunning(), { room_1: MEETING });
  stored.delete('room_1');
  tracker.onConnected();
  await time.run(200);
  t.same(getRunning(), {}, 'the end of the meeting was missed');
  stopWatching();
  stopWatching();
  tracker.onConnected();
  await time.run(200);
  t.equal(loadedRoomIds.length, 2);
});

t.test('a response that is older than an event changes nothing', async (t) => {
  const { tracker, time, receive, getRunning } = createTracker();
  tracker.watchRoom('room_1');
  await time.run(50);
  receive('chat-notification', started('room_1'));
  await time.run(200);
  t.match(getRunning(), { room_1: { id: 'meet_room_1' } });
});
