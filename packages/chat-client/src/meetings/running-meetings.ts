import type { Meeting } from '@kcs/contracts';
import type { ServerEvent } from '../realtime/link.ts';

/** The running meeting of each room, by room id. */
export type RunningMeetings = Readonly<Record<string, Meeting>>;

/** Returns the running meetings with one more, which replaces the former meeting of its room. */
export const addRunningMeeting = (running: RunningMeetings, meeting: Meeting): RunningMeetings =>
  running[meeting.room_id]?.id === meeting.id ? running : { ...running, [meeting.room_id]: meeting };

/** Returns the running meetings without the one of a room. With `meetingId`, removes only this meeting. */
export function removeRunningMeeting(
  running: RunningMeetings,
  roomId: string,
  meetingId = running[roomId]?.id,
): RunningMeetings {
  if (meetingId === undefined || running[roomId]?.id !== meetingId) return running;
  const { [roomId]: _removed, ...others } = running;
  return others;
}

/** Returns the running meetings after a server event, which may be of any kind. */
export function followMeetings(running: RunningMeetings, event: ServerEvent): RunningMeetings {
  switch (event.name) {
    case 'chat-notification': {
      const startedMeeting =
        event.payload.type === 'meeting_started' ? readStartedMeeting(event.payload) : null;
      return startedMeeting ? addRunningMeeting(running, startedMeeting) : running;
    }
    case 'meeting-ended':
      return removeRunningMeeting(running, event.payload.roomId, event.payload.meetingId);
    case 'chat-room-deleted':
      return removeRunningMeeting(running, event.payload.roomId);
    default:
      return running;
  }
}

function readStartedMeeting({
  data,
  timestamp,
}: {
  readonly data: unknown;
  readonly timestamp: string;
}): Meeting | null {
  const { meetingId, roomId, startedBy } = data as Record<string, unknown>;
  const isComplete =
    typeof meetingId === 'string' && typeof roomId === 'string' && typeof startedBy === 'string';
  if (!isComplete) return null;
  return { id: meetingId, room_id: roomId, created_by: startedBy, created_at: timestamp, ended_at: null };
}
