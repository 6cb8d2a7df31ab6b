import { ChatError, type ClientEventPayload, type ServerEventPayload } from '@kcs/contracts';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { joinMeeting, type MeetingJoinDeps } from './join-meeting.ts';
import type { LocalMeeting, LocalParticipant } from './local-meeting.ts';
import type { MeetingMessage } from './meeting-message.ts';
import type { MediaChange, MeetingStore } from './meeting-store.ts';

interface MeetingActionsOptions extends MeetingJoinDeps {
  readonly store: Pick<MeetingStore, 'join' | 'update'>;
  readonly gate: Pick<DeliveryGate, 'assertFresh' | 'canDeliverEphemeral'>;
  /** Publishes a message to all other gateways. */
  readonly publish: (message: MeetingMessage) => void;
  /** Returns the current time of the clock that all services share. */
  readonly now: () => number;
}

/** Handles the meeting events of this gateway's clients, and accepts messages about meetings from other gateways. */
export class MeetingActions {
  readonly #options: MeetingActionsOptions;

  constructor(options: MeetingActionsOptions) {
    this.#options = options;
  }

  /** Adds a socket to a meeting, as `joinMeeting` describes. */
  join(
    socket: ChatSocket,
    payload: ClientEventPayload<'join-meeting'>,
    reply: (answer: ServerEventPayload<'meeting-joined'>) => void,
  ): Promise<void> {
    return joinMeeting(this.#options, socket, payload, reply);
  }

  /** Takes a socket out of a meeting. Does nothing if the socket is not in it. */
  async leave(socket: ChatSocket, meetingId: string): Promise<ServerEventPayload<'meeting-left'>> {
    const { local, exits, now } = this.#options;
    const participant = local.findBySocket(socket, meetingId);
    const timestamp = new Date(now()).toISOString();
    if (!participant) return { success: true, meetingId, timestamp };
    await exits.leave(participant);
    const { participantId } = participant.record;
    return { success: true, meetingId, participantId, reason: 'left', timestamp };
  }

  /**
   * Sends a signal to one participant, on any gateway. Throws `NOT_IN_MEETING` if the socket is not in the meeting, or
   * `PARTICIPANT_NOT_FOUND` if the addressee is not.
   */
  signal(socket: ChatSocket, { meetingId, to, signal }: ClientEventPayload<'webrtc-signal'>): void {
    const { meeting, from } = this.#require(socket, meetingId);
    if (to === from || !meeting.has(to)) throw new ChatError('PARTICIPANT_NOT_FOUND');
    const eventPayload = { meetingId, from, to, signal, timestamp: meeting.timestamp() };
    const addresseeSocket = meeting.find(to)?.socket;
    if (addresseeSocket) addresseeSocket.emit('webrtc-signal', eventPayload);
    else this.#options.publish({ kind: 'signal', payload: eventPayload });
  }

  /** Sends a message to the other participants. Throws `NOT_IN_MEETING` if the socket is not in the meeting. */
  chat(socket: ChatSocket, meetingId: string, content: string): void {
    const { meeting, from } = this.#require(socket, meetingId);
    const { id: userId, name: userName } = socket.data.user;
    const eventPayload = { meetingId, from, userId, userName, content, timestamp: meeting.timestamp() };
    meeting.emitToOthers(from, 'chat-in-meet', eventPayload);
    this.#options.publish({ kind: 'chat', payload: eventPayload });
  }

  /** Changes the media state of a participant. Throws `NOT_IN_MEETING` if the socket is not in the meeting. */
  async changeMedia(socket: ChatSocket, meetingId: string, change: MediaChange): Promise<void> {
    const { store, rosters } = this.#options;
    const { participant } = this.#require(socket, meetingId);
    if (await store.update(meetingId, participant.record, change)) rosters.changed(meetingId);
  }

  /** Accepts a message from another gateway. */
  receive(message: MeetingMessage): void {
    const { local, rosters, gate } = this.#options;
    if (message.kind === 'roster') {
      rosters.refresh(message.meetingId);
      return;
    }
    if (!gate.canDeliverEphemeral) return;
    const meeting = local.get(message.payload.meetingId);
    if (message.kind === 'chat') {
      meeting?.emitToOthers(message.payload.from, 'chat-in-meet', message.payload);
    } else {
      meeting?.find(message.payload.to)?.socket?.emit('webrtc-signal', message.payload);
    }
  }

  /** Returns the meeting and the socket's place in it. Throws `NOT_IN_MEETING` if the socket is not in the meeting. */
  #require(
    socket: ChatSocket,
    meetingId: string,
  ): { meeting: LocalMeeting; participant: LocalParticipant; from: string } {
    const { gate, local } = this.#options;
    gate.assertFresh();
    const meeting = local.get(meetingId);
    const participant = meeting?.findBySocket(socket);
    if (!meeting || !participant) throw new ChatError('NOT_IN_MEETING');
    return { meeting, participant, from: participant.record.participantId };
  }
}
