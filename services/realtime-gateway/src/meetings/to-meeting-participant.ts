import type { MeetingParticipant } from '@kcs/contracts';
import type { StoredParticipant } from './meeting-roster.ts';

/** Returns a participant with only the fields that clients may see. */
export function toMeetingParticipant(participant: StoredParticipant): MeetingParticipant {
  const { participantId, userId, userName, audio, video, isSharing } = participant;
  return { participantId, userId, userName, audio, video, isSharing };
}
