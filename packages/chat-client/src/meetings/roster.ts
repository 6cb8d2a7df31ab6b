import type { MeetingParticipant, ServerEventPayload } from '@kcs/contracts';

/** The participants of a meeting, the user included, in the order in which they joined. */
export interface MeetingRoster {
  /**
   * The version of the list in the answer to the last join, which contains all changes up to this version (MEET-5). Later
   * changes arrive in order, and several may have the same version.
   */
  readonly joinedVersion: number;
  readonly participants: readonly MeetingParticipant[];
}

/** A server event that changes a roster. */
export type RosterEvent = {
  [E in 'meeting-participant-joined' | 'meeting-participant-left' | 'meeting-media-state' | 'screen-share']: {
    readonly name: E;
    readonly payload: ServerEventPayload<E>;
  };
}['meeting-participant-joined' | 'meeting-participant-left' | 'meeting-media-state' | 'screen-share'];

/** Returns the roster after an event. Returns the same object if the roster already contains the event. */
export function applyRosterEvent(roster: MeetingRoster, event: RosterEvent): MeetingRoster {
  const { from, version } = event.payload;
  if (version <= roster.joinedVersion) return roster;
  return { ...roster, participants: changeParticipants(roster.participants, from, event) };
}

function changeParticipants(
  participants: readonly MeetingParticipant[],
  from: string,
  event: RosterEvent,
): readonly MeetingParticipant[] {
  const replace = (change: Partial<MeetingParticipant>) =>
    participants.map((participant) =>
      participant.participantId === from ? { ...participant, ...change } : participant,
    );
  switch (event.name) {
    case 'meeting-participant-joined': {
      const { participant } = event.payload;
      const isKnown = participants.some(({ participantId }) => participantId === from);
      return isKnown ? replace(participant) : [...participants, participant];
    }
    case 'meeting-participant-left':
      return participants.filter(({ participantId }) => participantId !== from);
    case 'meeting-media-state':
      return replace({ audio: event.payload.audio, video: event.payload.video });
    case 'screen-share':
      return replace({ isSharing: event.payload.isSharing });
  }
}
