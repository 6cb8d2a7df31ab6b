import type { IceServersWithExpiry, Meeting } from '@kcs/contracts';
import type { Session } from '../session/session.ts';

/** The REST routes of meetings. A method throws `ApiError` if its request fails. */
export type MeetingApi = ReturnType<typeof createMeetingApi>;

export function createMeetingApi({ request }: Pick<Session, 'request'>) {
  const formatRoomMeetingsPath = (roomId: string) => `/chat/rooms/${roomId}/meetings`;
  return {
    /** Starts a meeting in the room, or returns the meeting that is running there. */
    start: async (roomId: string) =>
      (await request<Meeting>(formatRoomMeetingsPath(roomId), { method: 'POST' })).data,
    /** Returns the running meeting of the room; undefined if none is running. */
    async findRunning(roomId: string): Promise<Meeting | undefined> {
      const { data } = await request<Meeting[]>(`${formatRoomMeetingsPath(roomId)}?limit=1`);
      return data.find(({ ended_at }) => ended_at === null);
    },
    /** Ends the meeting for everyone. */
    end: async (meetingId: string) =>
      (await request<Meeting>(`/meetings/${meetingId}/end`, { method: 'POST' })).data,
    iceServers: async (meetingId: string) =>
      (await request<IceServersWithExpiry>(`/meetings/${meetingId}/ice-servers`)).data,
  };
}
