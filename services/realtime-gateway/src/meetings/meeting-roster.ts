import type { MeetingParticipant } from '@kcs/contracts';

/** A participant as Redis stores it. */
export interface StoredParticipant extends MeetingParticipant {
  /** The id of the connection that has the place. Only this connection may renew, change, or give up the place. */
  readonly holder: string;
  /** The version of the roster at which the participant joined, as text. */
  readonly joinedAt: string;
}

/** The participants of a meeting, in the order in which they joined. A later state has a higher version. */
export interface MeetingRoster {
  readonly version: number;
  readonly participants: readonly StoredParticipant[];
}

/** Returns the roster that a Lua script has returned as text. */
export function parseRoster(version: string | undefined, participants: readonly string[]): MeetingRoster {
  const storedParticipants = participants.map((json) => JSON.parse(json) as StoredParticipant);
  return {
    version: Number(version),
    participants: storedParticipants.sort((a, b) => Number(a.joinedAt) - Number(b.joinedAt)),
  };
}
