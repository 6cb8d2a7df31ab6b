import type { ServerEventName } from '@kcs/contracts';
import type { StoredParticipant } from './meeting-roster.ts';
import { toMeetingParticipant } from './to-meeting-participant.ts';

type RosterEventName = Extract<
  ServerEventName,
  'meeting-participant-joined' | 'meeting-participant-left' | 'meeting-media-state' | 'screen-share'
>;

/** A difference between two rosters, in the form of the event that announces it to the other participants. */
export interface RosterChange {
  readonly event: RosterEventName;
  readonly from: string;
  readonly fields: object;
}

type ParticipantsById = ReadonlyMap<string, StoredParticipant>;

/**
 * Returns the changes that turn one roster into another, departures first. The result depends only on the two rosters,
 * so clients that receive the changes between any two versions end up with the same participants (MEET-5).
 */
export function compareRosters(before: ParticipantsById, after: ParticipantsById): RosterChange[] {
  const departureChanges = [...before.keys()]
    .filter((id) => !after.has(id))
    .map((from) => ({ event: 'meeting-participant-left' as const, from, fields: {} }));
  const joinAndMediaChanges = [...after.values()].flatMap((participant) =>
    compareParticipants(before.get(participant.participantId), participant),
  );
  return [...departureChanges, ...joinAndMediaChanges];
}

function compareParticipants(
  before: StoredParticipant | undefined,
  after: StoredParticipant,
): RosterChange[] {
  const { participantId: from, audio, video, isSharing } = after;
  if (!before) {
    const joinedEventFields = { participant: toMeetingParticipant(after) };
    return [{ event: 'meeting-participant-joined', from, fields: joinedEventFields }];
  }
  const mediaChanges: RosterChange[] = [];
  if (before.audio !== audio || before.video !== video) {
    mediaChanges.push({ event: 'meeting-media-state', from, fields: { audio, video } });
  }
  if (before.isSharing !== isSharing)
    mediaChanges.push({ event: 'screen-share', from, fields: { isSharing } });
  return mediaChanges;
}
