import type { ServerEventName } from '@kcs/contracts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { compareRosters } from './compare-rosters.ts';
import type { MeetingRoster, StoredParticipant } from './meeting-roster.ts';

/** A participant whose connection is, or was until recently, on this gateway. */
export interface LocalParticipant {
  readonly meetingId: string;
  readonly roomId: string;
  /** The participant's last known record in Redis. If Redis loses the record, this gateway stores it again. */
  record: StoredParticipant;
  /**
   * The participant's connection; undefined if it was lost. In that case, the place stays reserved until the lease
   * ends, or until a new connection on any gateway takes over the place.
   */
  socket: ChatSocket | undefined;
  /** The session of the connection. If the session ends, the place is given up. */
  sessionId: string;
}

interface LocalMeetingOptions {
  readonly meetingId: string;
  readonly roomId: string;
  readonly now: () => number;
}

/**
 * A meeting that has participants on this gateway: its roster, and the local participants. Does no I/O except emitting
 * events.
 */
export class LocalMeeting {
  readonly meetingId: string;
  readonly roomId: string;
  readonly #now: () => number;
  readonly #local = new Map<string, LocalParticipant>();
  #participants: ReadonlyMap<string, StoredParticipant> = new Map();
  #version = 0;

  constructor({ meetingId, roomId, now }: LocalMeetingOptions) {
    this.meetingId = meetingId;
    this.roomId = roomId;
    this.#now = now;
  }

  get version(): number {
    return this.#version;
  }

  /** Everyone in the meeting, on any gateway, in the order in which they joined. */
  get participants(): readonly StoredParticipant[] {
    return [...this.#participants.values()];
  }

  /** The participants on this gateway, including those whose connection was lost. */
  get local(): readonly LocalParticipant[] {
    return [...this.#local.values()];
  }

  has(participantId: string): boolean {
    return this.#participants.has(participantId);
  }

  find(participantId: string): LocalParticipant | undefined {
    return this.#local.get(participantId);
  }

  findBySocket(socket: ChatSocket): LocalParticipant | undefined {
    return this.local.find((participant) => participant.socket === socket);
  }

  /** Adds a local participant. Returns the local participant who had the same place before, if there is one. */
  add(participant: LocalParticipant): LocalParticipant | undefined {
    const { participantId } = participant.record;
    const replacedParticipant = this.#local.get(participantId);
    this.#local.set(participantId, participant);
    return replacedParticipant;
  }

  /** Removes a local participant. Does nothing and returns false if another local connection already has the place. */
  remove(participant: LocalParticipant): boolean {
    const { participantId } = participant.record;
    return this.#local.get(participantId) === participant && this.#local.delete(participantId);
  }

  /**
   * Applies a roster from Redis, and tells the local participants what has changed. Ignores a roster that is not newer
   * than the current one. Returns the local participants who have lost their place: those whose place another
   * connection has taken over, and those whose lease ended after their connection was lost.
   */
  apply({ version, participants }: MeetingRoster): LocalParticipant[] {
    if (version <= this.#version) return [];
    const previousParticipants = this.#participants;
    this.#participants = new Map(participants.map((participant) => [participant.participantId, participant]));
    this.#version = version;
    const timestamp = this.timestamp();
    for (const { event, from, fields } of compareRosters(previousParticipants, this.#participants)) {
      this.emitToOthers(from, event, { meetingId: this.meetingId, from, timestamp, version, ...fields });
    }
    return this.local.filter((participant) => this.#hasLostPlace(participant));
  }

  /** Emits an event to all local participants except `from`, the participant who caused the event. */
  emitToOthers(from: string, event: ServerEventName, payload: object): void {
    for (const { record, socket } of this.local)
      if (record.participantId !== from) socket?.emit(event, payload);
  }

  /** Returns the current time of the clock that all services share, as text. */
  timestamp(): string {
    return new Date(this.#now()).toISOString();
  }

  #hasLostPlace(participant: LocalParticipant): boolean {
    const storedParticipant = this.#participants.get(participant.record.participantId);
    // Keep a connected participant who is missing from the roster. The next renewal of the lease adds them again.
    if (!storedParticipant) return participant.socket === undefined;
    if (storedParticipant.holder !== participant.record.holder) return true;
    participant.record = storedParticipant;
    return false;
  }
}
