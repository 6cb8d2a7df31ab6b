import type { MeetingParticipant } from '@kcs/contracts';
import type { CallParticipant, PeerConnectionState } from './calls-state.ts';
import { keepIfEqual } from './keep-if-equal.ts';

/** The media connection to one participant, as far as other parts need to know it. */
export interface PeerMedia {
  readonly connection: PeerConnectionState;
  readonly audio: MediaStream | null;
  readonly video: MediaStream | null;
}

/** The media of a participant without a connection. */
export const NO_PEER_MEDIA: PeerMedia = { connection: 'connecting', audio: null, video: null };

/**
 * Returns the other participants as the state shows them, in the order of the roster. If nothing has changed, returns
 * the former list. Otherwise, the list contains the former object of each participant who has not changed.
 */
export function buildParticipants(
  former: readonly CallParticipant[],
  others: readonly MeetingParticipant[],
  getMedia: (participantId: string) => PeerMedia,
): readonly CallParticipant[] {
  const participants = others.map((other) => {
    const formerParticipant = former.find(({ id }) => id === other.participantId);
    return keepIfEqual(formerParticipant, buildParticipant(other, getMedia(other.participantId)));
  });
  const isUnchanged =
    participants.length === former.length &&
    participants.every((participant, n) => participant === former[n]);
  return isUnchanged ? former : participants;
}

function buildParticipant(
  { participantId, userId, userName, audio, video, isSharing }: MeetingParticipant,
  media: PeerMedia,
): CallParticipant {
  return {
    id: participantId,
    userId,
    userName,
    isMuted: !audio,
    isCameraOff: !video,
    isSharing,
    connection: media.connection,
    audio: media.audio,
    // The screen replaces the camera in the same stream.
    camera: video && !isSharing ? media.video : null,
    screen: isSharing ? media.video : null,
  };
}
