import type { ChatSocket } from '../sockets/socket-state.ts';
import { LocalMeeting, type LocalParticipant } from './local-meeting.ts';

/** Why a participant is no longer in a meeting, as in the `meeting-left` event. */
export type LeaveReason = 'left' | 'taken-over' | 'removed' | 'full';

/** The meetings that have participants on this gateway. */
export class LocalMeetings {
  readonly #meetings = new Map<string, LocalMeeting>();
  readonly #now: () => number;

  /** `now` returns the current time of the clock that all services share. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get all(): readonly LocalMeeting[] {
    return [...this.#meetings.values()];
  }

  /** All local participants, including those whose connection was lost. */
  get participants(): readonly LocalParticipant[] {
    return this.all.flatMap(({ local }) => local);
  }

  /** The number of connected participants on this gateway. */
  get connectedCount(): number {
    return this.participants.filter(({ socket }) => socket).length;
  }

  get(meetingId: string): LocalMeeting | undefined {
    return this.#meetings.get(meetingId);
  }

  findBySocket(socket: ChatSocket, meetingId: string): LocalParticipant | undefined {
    return this.get(meetingId)?.findBySocket(socket);
  }

  /** Returns the meeting. Adds it first if it has no participants on this gateway yet. */
  open(meetingId: string, roomId: string): LocalMeeting {
    const existingMeeting = this.#meetings.get(meetingId);
    if (existingMeeting) return existingMeeting;
    const meeting = new LocalMeeting({ meetingId, roomId, now: this.#now });
    this.#meetings.set(meetingId, meeting);
    return meeting;
  }

  /** Forgets a meeting along with all its local participants. */
  close(meetingId: string): void {
    this.#meetings.delete(meetingId);
  }

  /** Forgets a local participant. Also forgets the meeting if no other participant remains on this gateway. */
  drop(participant: LocalParticipant): void {
    const meeting = this.#meetings.get(participant.meetingId);
    meeting?.remove(participant);
    if (meeting?.local.length === 0) this.close(meeting.meetingId);
  }

  /** Forgets a participant who is no longer in the meeting, and emits `meeting-left` to the participant's socket. */
  dropAndTell(participant: LocalParticipant, reason: LeaveReason): void {
    const { meetingId, record, socket } = participant;
    this.drop(participant);
    const timestamp = new Date(this.#now()).toISOString();
    const { participantId } = record;
    socket?.emit('meeting-left', { success: true, meetingId, participantId, reason, timestamp });
  }
}
