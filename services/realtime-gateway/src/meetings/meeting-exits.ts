import type { Logger } from '@kcs/service-kit';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { LocalParticipant } from './local-meeting.ts';
import type { LocalMeetings } from './local-meetings.ts';
import type { MeetingStore } from './meeting-store.ts';
import type { PendingJoins } from './pending-joins.ts';
import type { RosterUpdater } from './rosters.ts';

interface MeetingExitsOptions {
  readonly store: Pick<MeetingStore, 'leave' | 'end'>;
  readonly local: LocalMeetings;
  readonly joins: PendingJoins;
  readonly rosters: RosterUpdater;
  /** Called when a meeting has no participants left on any gateway. */
  readonly onEmpty: (meetingId: string) => void;
  readonly logger: Logger;
}

/**
 * Takes local participants out of meetings (MEET-7): when they leave, when they may no longer take part, and when the
 * meeting ends. From that moment on, a participant neither receives nor sends anything in the meeting.
 */
export class MeetingExits {
  readonly #options: MeetingExitsOptions;

  constructor(options: MeetingExitsOptions) {
    this.#options = options;
  }

  /**
   * Gives up a place. Never rejects. If Redis does not answer, the other participants see the departure when the lease
   * ends.
   */
  async leave(participant: LocalParticipant): Promise<void> {
    const { store, local, rosters, onEmpty } = this.#options;
    const { meetingId, record } = participant;
    local.drop(participant);
    try {
      const { removed, empty } = await store.leave(meetingId, record);
      if (!removed) return;
      rosters.changed(meetingId);
      if (empty) onEmpty(meetingId);
    } catch (err) {
      this.#logFailure(err, meetingId);
    }
  }

  /**
   * Handles a lost connection. The participant keeps the place until the lease ends. If the session has ended, the
   * participant leaves immediately.
   */
  disconnected(socket: ChatSocket, { sessionEnded }: { readonly sessionEnded: boolean }): void {
    if (!socket.data.hasJoinedMeeting) return;
    for (const participant of this.#options.local.participants) {
      if (participant.socket !== socket) continue;
      participant.socket = undefined;
      participant.sessionId = socket.data.sessionId;
      if (sessionEnded) void this.leave(participant);
    }
  }

  /** Gives up the places of participants whose connection was lost and whose session has ended since then. */
  sessionsEnded(sessionIds: readonly string[]): void {
    for (const participant of this.#options.local.participants) {
      const { socket, sessionId } = participant;
      if (!socket && sessionIds.includes(sessionId)) void this.leave(participant);
    }
  }

  /** Takes a user who is no longer a member of the room out of the room's meeting. */
  userRemoved(userId: string, roomId: string): void {
    const { local, joins } = this.#options;
    joins.userRemoved(userId, roomId);
    for (const participant of local.participants) {
      if (participant.roomId !== roomId || participant.record.userId !== userId) continue;
      local.dropAndTell(participant, 'removed');
      void this.leave(participant);
    }
  }

  /** Takes a user out of a meeting because chat-api has replied that the user may no longer take part in it. */
  userExcluded(userId: string, meetingId: string): void {
    const meeting = this.#options.local.get(meetingId);
    if (meeting) this.userRemoved(userId, meeting.roomId);
  }

  roomDeleted(roomId: string): void {
    const { local, joins } = this.#options;
    joins.roomDeleted(roomId);
    for (const meeting of local.all) {
      if (meeting.roomId === roomId) this.meetingEnded(meeting.meetingId, { reason: 'room-deleted' });
    }
  }

  /**
   * Takes everyone out of a meeting that has ended. Emits `meeting-ended` to the local participants, unless
   * `isAnnounced` is true. Returns the ids of their sockets.
   */
  meetingEnded(
    meetingId: string,
    { reason, isAnnounced = false }: { readonly reason: string; readonly isAnnounced?: boolean },
  ): string[] {
    const { store, local, joins } = this.#options;
    const hasPendingJoin = joins.meetingEnded(meetingId);
    const meeting = local.get(meetingId);
    if (meeting || hasPendingJoin) store.end(meetingId).catch((err) => this.#logFailure(err, meetingId));
    if (!meeting) return [];
    local.close(meetingId);
    const meetingEndedPayload = { meetingId, roomId: meeting.roomId, reason, timestamp: meeting.timestamp() };
    const participantSockets = meeting.local.flatMap(({ socket }) => socket ?? []);
    if (!isAnnounced)
      for (const socket of participantSockets) socket.emit('meeting-ended', meetingEndedPayload);
    return participantSockets.map(({ id }) => id);
  }

  #logFailure(err: unknown, meetingId: string): void {
    this.#options.logger.warn(
      { err, meetingId },
      'Could not remove participants of a meeting from Redis. They disappear when their leases end.',
    );
  }
}
