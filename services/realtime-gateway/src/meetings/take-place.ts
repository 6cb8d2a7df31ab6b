import type { ClientEventPayload } from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { LocalMeeting, LocalParticipant } from './local-meeting.ts';
import type { LocalMeetings } from './local-meetings.ts';
import type { MeetingStore } from './meeting-store.ts';
import type { RosterUpdater } from './rosters.ts';

export interface PlaceDeps {
  readonly store: Pick<MeetingStore, 'join'>;
  readonly local: LocalMeetings;
  readonly rosters: RosterUpdater;
}

/** Stores the participant in Redis, and adds the participant to the local meeting with the roster from Redis. */
export async function takePlace(
  { store, local, rosters }: PlaceDeps,
  socket: ChatSocket,
  { meetingId, participantId, audio, video }: ClientEventPayload<'join-meeting'>,
  roomId: string,
): Promise<{ meeting: LocalMeeting; participant: LocalParticipant }> {
  const { user, sessionId } = socket.data;
  const formerId = local.findBySocket(socket, meetingId)?.record.participantId;
  const { record, roster } = await store.join({
    meetingId,
    participant: {
      // If Redis has lost the socket's place, the place gets the same id again. Otherwise, a renewal of the lease that is
      // on its way could restore the lost place beside a new one.
      participantId: formerId ?? newId('part'),
      userId: user.id,
      userName: user.name,
      audio: audio ?? false,
      video: video ?? false,
      isSharing: false,
      holder: newId('part'),
    },
    formerId: formerId ?? participantId,
    replacesMedia: audio !== undefined || video !== undefined,
  });
  const participant = { meetingId, roomId, record, socket, sessionId };
  const meeting = local.open(meetingId, roomId);
  // The new entry replaces the socket's former one. Remove that one first, so that the socket is not told that its place
  // was taken over.
  const formerPlace = meeting.findBySocket(socket);
  if (formerPlace) meeting.remove(formerPlace);
  // Apply the roster before adding the participant, who receives the roster in the reply rather than as changes.
  const participantsWithLostPlace = new Set(meeting.apply(roster));
  const replacedParticipant = meeting.add(participant);
  if (replacedParticipant) participantsWithLostPlace.add(replacedParticipant);
  for (const lost of participantsWithLostPlace) local.dropAndTell(lost, 'taken-over');
  rosters.changed(meetingId);
  return { meeting, participant };
}
