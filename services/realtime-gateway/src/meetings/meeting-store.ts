import { ChatError, type MeetingParticipant } from '@kcs/contracts';
import { type ScriptClient, ScriptRunner } from '@kcs/service-kit';
import { type MeetingRoster, parseRoster, type StoredParticipant } from './meeting-roster.ts';

type MeetingScriptName = 'join' | 'leave' | 'update' | 'roster' | 'renew' | 'reap' | 'end';

export type MediaChange = Partial<Pick<MeetingParticipant, 'audio' | 'video' | 'isSharing'>>;

interface MeetingJoinOptions {
  readonly meetingId: string;
  readonly participant: Omit<StoredParticipant, 'joinedAt'>;
  /** The id of the place to take over, if the user had one. */
  readonly formerId: string | undefined;
  /** Whether the participant's media state replaces the state of the former place. */
  readonly replacesMedia: boolean;
}

/** The result of renewing the lease of one participant. */
export type RenewOutcome = 'held' | 'taken-over' | 'full' | 'ended';

interface MeetingStoreOptions {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly maxParticipants: number;
  readonly client: ScriptClient;
}

const MEETING_KEY_PREFIX = 'kcs:meetings:{m}';
/** How long Redis refuses joins after a meeting has ended. No join takes nearly this long. */
const ENDED_MARK_TTL_MS = 60 * 60 * 1_000;
const MAX_REAPED_PARTICIPANTS_PER_RUN = 500;

/**
 * The participants of all meetings, as leases in Redis. Every change is one atomic Lua script. All methods reject with
 * `UNAVAILABLE` if Redis does not answer in time. Even then, Redis may have made the change.
 */
export class MeetingStore {
  readonly #options: MeetingStoreOptions;
  readonly #scripts: ScriptRunner<MeetingScriptName>;

  constructor(options: MeetingStoreOptions) {
    this.#options = options;
    this.#scripts = new ScriptRunner({
      client: options.client,
      folder: new URL('./lua/', import.meta.url),
      root: MEETING_KEY_PREFIX,
    });
  }

  /**
   * Adds a participant, or gives a former place of the same user to this connection. Throws `MEETING_FULL` or
   * `MEETING_ENDED`. Throws `FORBIDDEN` if the former place belongs to another user.
   */
  async join({ meetingId, participant, formerId, replacesMedia }: MeetingJoinOptions): Promise<{
    record: StoredParticipant;
    roster: MeetingRoster;
  }> {
    const { maxParticipants, leaseMs } = this.#options;
    const [outcome, participantId, version, ...participants] = (await this.#scripts.run('join', [
      meetingId,
      JSON.stringify(participant),
      formerId ?? '',
      maxParticipants,
      leaseMs,
      replacesMedia ? 1 : 0,
    ])) as [outcome: 'joined' | 'full' | 'ended' | 'foreign', participantId: string, ...string[]];
    switch (outcome) {
      case 'joined': {
        const roster = parseRoster(version, participants);
        const storedParticipant = roster.participants.find((one) => one.participantId === participantId);
        if (!storedParticipant) throw new ChatError('INTERNAL');
        return { record: storedParticipant, roster };
      }
      case 'full':
        throw new ChatError(
          'MEETING_FULL',
          `This meeting is full: it has ${maxParticipants} participants. Wait until one of them leaves, then join again.`,
        );
      case 'ended':
        throw new ChatError('MEETING_ENDED');
      case 'foreign':
        throw new ChatError(
          'FORBIDDEN',
          'This place in the meeting belongs to another person. Join without a participantId.',
        );
    }
  }

  async leave(
    meetingId: string,
    { participantId, holder }: HeldPlace,
  ): Promise<{ removed: boolean; empty: boolean }> {
    const [removed, empty] = (await this.#scripts.run('leave', [meetingId, participantId, holder])) as [
      0 | 1,
      0 | 1,
    ];
    return { removed: removed === 1, empty: empty === 1 };
  }

  /**
   * Changes a participant's media state. Returns whether anything changed. Throws `NOT_IN_MEETING` if the connection no
   * longer has the place.
   */
  async update(
    meetingId: string,
    { participantId, holder }: HeldPlace,
    change: MediaChange,
  ): Promise<boolean> {
    const scriptArguments = [meetingId, participantId, holder, JSON.stringify(change)];
    const updateOutcome = (await this.#scripts.run('update', scriptArguments)) as
      | 'changed'
      | 'unchanged'
      | 'gone';
    if (updateOutcome === 'gone') throw new ChatError('NOT_IN_MEETING');
    return updateOutcome === 'changed';
  }

  async readRoster(meetingId: string): Promise<MeetingRoster> {
    const [version, ...participants] = (await this.#scripts.run('roster', [meetingId])) as [
      string,
      ...string[],
    ];
    return parseRoster(version, participants);
  }

  /** Renews the leases of this gateway's participants. Returns the roster's version and one outcome per participant. */
  async renew(
    meetingId: string,
    knownVersion: number,
    participants: readonly StoredParticipant[],
  ): Promise<{ version: number; outcomes: RenewOutcome[] }> {
    const { maxParticipants, leaseMs } = this.#options;
    const [version, ...outcomes] = (await this.#scripts.run('renew', [
      meetingId,
      knownVersion,
      maxParticipants,
      leaseMs,
      ...participants.map((participant) => JSON.stringify(participant)),
    ])) as [string, ...RenewOutcome[]];
    return { version: Number(version), outcomes };
  }

  /** Removes participants of all gateways if their leases have ended. Returns the meetings that changed. */
  async reap(): Promise<{ meetingId: string; empty: boolean }[]> {
    const { heartbeatMs } = this.#options;
    const reapReply = (await this.#scripts.run('reap', [
      heartbeatMs,
      2 * heartbeatMs,
      MAX_REAPED_PARTICIPANTS_PER_RUN,
    ])) as (string | number)[];
    return Array.from({ length: reapReply.length / 2 }, (_, n) => ({
      meetingId: String(reapReply[2 * n]),
      empty: reapReply[2 * n + 1] === 1,
    }));
  }

  /** Removes all participants of a meeting that has ended. Later joins are refused. */
  async end(meetingId: string): Promise<void> {
    await this.#scripts.run('end', [meetingId, ENDED_MARK_TTL_MS]);
  }
}

interface HeldPlace {
  readonly participantId: string;
  readonly holder: string;
}
