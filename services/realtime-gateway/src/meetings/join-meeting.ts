import type {
  CHAT_API_REQUESTS,
  ClientEventPayload,
  ReplyOf,
  RequestOf,
  ServerEventPayload,
} from '@kcs/contracts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { MeetingExits } from './meeting-exits.ts';
import { assertJoinStillAllowed, type PendingJoins } from './pending-joins.ts';
import { type PlaceDeps, takePlace } from './take-place.ts';
import { toMeetingParticipant } from './to-meeting-participant.ts';

type AuthorizeMeetingRequest = typeof CHAT_API_REQUESTS.authorizeMeeting;

export interface MeetingJoinDeps extends PlaceDeps {
  readonly joins: PendingJoins;
  readonly exits: MeetingExits;
  readonly authorizeMeeting: (
    query: RequestOf<AuthorizeMeetingRequest>,
  ) => Promise<ReplyOf<AuthorizeMeetingRequest>>;
}

/**
 * Adds a socket to a meeting, and calls `reply` before the socket receives any later change. A socket that is already
 * in the meeting keeps its place. Throws `MEETING_NOT_FOUND`, `MEETING_ENDED`, or `MEETING_FULL`. Throws `FORBIDDEN`
 * if `participantId` is the place of another user.
 */
export async function joinMeeting(
  deps: MeetingJoinDeps,
  socket: ChatSocket,
  payload: ClientEventPayload<'join-meeting'>,
  reply: (answer: ServerEventPayload<'meeting-joined'>) => void,
): Promise<void> {
  const { joins, exits, authorizeMeeting } = deps;
  socket.data.hasJoinedMeeting = true;
  const { meetingId } = payload;
  const userId = socket.data.user.id;
  const pendingJoin = joins.begin(meetingId, userId);
  try {
    const { roomId, iceServers } = await authorizeMeeting({ userId, meetingId });
    assertJoinStillAllowed(pendingJoin, roomId);
    const { meeting, participant } = await takePlace(deps, socket, payload, roomId);
    try {
      assertJoinStillAllowed(pendingJoin, roomId);
    } catch (error) {
      void exits.leave(participant);
      throw error;
    }
    const { participantId } = participant.record;
    const meetingParticipants = meeting.participants.map(toMeetingParticipant);
    const { version } = meeting;
    reply({
      success: true,
      meetingId,
      roomId,
      participantId,
      participants: meetingParticipants,
      version,
      iceServers,
    });
    if (socket.connected) return;
    // The client did not receive the reply. It can return to a former place, because it knows the id of that place. It
    // does not know the id of a new place, so give up a new place.
    if (participantId === payload.participantId) exits.disconnected(socket, { sessionEnded: false });
    else void exits.leave(participant);
  } finally {
    joins.finish(pendingJoin);
  }
}
