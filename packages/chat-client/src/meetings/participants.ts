import type { MeetingParticipant } from '@kcs/contracts';
import type { CallParticipant } from './calls-state.ts';
import type { PeerMedia } from './peer-mesh.ts';

/**
 * Returns the other participants as the state shows them, in the order of the roster. Returns the former list if nothing
 * has changed, and otherwise the former object of each unchanged participant.
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

/** Returns the former object if all its fields equal those of the current one. */
export function keepIfEqual<T extends object>(former: T | undefined, current: T): T {
  const isUnchanged =
    former !== undefined &&
    Object.entries(current).every(([field, value]) => former[field as keyof T] === value);
  return isUnchanged ? former : current;
}
