import {
  type CHAT_API_REQUESTS,
  ChatError,
  type ClientEventPayload,
  type ReplyOf,
  type RequestOf,
  type ServerEventPayload,
} from '@kcs/contracts';
import { newId } from '@kcs/service-kit';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import { toMeetingParticipant } from './compare-rosters.ts';
import type { LocalMeeting, LocalParticipant } from './local-meeting.ts';
import type { LocalMeetings } from './local-meetings.ts';
import type { MeetingExits } from './meeting-exits.ts';
import type { MeetingMessage } from './meeting-message.ts';
import type { MediaChange, MeetingStore } from './meeting-store.ts';
import { assertJoinStillAllowed, type PendingJoins } from './pending-joins.ts';
import type { RosterUpdater } from './rosters.ts';

type AuthorizeMeetingRequest = typeof CHAT_API_REQUESTS.authorizeMeeting;

interface MeetingActionsOptions {
  readonly store: Pick<MeetingStore, 'join' | 'update'>;
  readonly gate: Pick<DeliveryGate, 'assertFresh' | 'canDeliverEphemeral'>;
  readonly local: LocalMeetings;
  readonly joins: PendingJoins;
  readonly rosters: RosterUpdater;
  readonly exits: MeetingExits;
  readonly authorizeMeeting: (
    query: RequestOf<AuthorizeMeetingRequest>,
  ) => Promise<ReplyOf<AuthorizeMeetingRequest>>;
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

  /**
   * Adds a socket to a meeting, and calls `reply` before the socket receives any later change. A socket that is already
   * in the meeting keeps its place. Throws `MEETING_NOT_FOUND`, `MEETING_ENDED`, or `MEETING_FULL`. Throws `FORBIDDEN`
   * if `participantId` is the place of another user.
   */
  async join(
    socket: ChatSocket,
    payload: ClientEventPayload<'join-meeting'>,
    reply: (answer: ServerEventPayload<'meeting-joined'>) => void,
  ): Promise<void> {
    const { joins, exits, authorizeMeeting } = this.#options;
    socket.data.hasJoinedMeeting = true;
    const { meetingId } = payload;
    const userId = socket.data.user.id;
    const pendingJoin = joins.begin(meetingId, userId);
    try {
      const { roomId, iceServers } = await authorizeMeeting({ userId, meetingId });
      assertJoinStillAllowed(pendingJoin, roomId);
      const { meeting, participant } = await this.#takePlace(socket, payload, roomId);
      try {
        assertJoinStillAllowed(pendingJoin, roomId);
      } catch (error) {
        void exits.leave(participant);
        throw error;
      }
      const { participantId } = participant.record;
      const meetingParticipants = meeting.participants.map(toMeetingParticipant);
      const { version } = meeting;
      reply({
        success: true,
        meetingId,
        roomId,
        participantId,
        participants: meetingParticipants,
        version,
        iceServers,
      });
      if (socket.connected) return;
      // The client did not receive the reply. It can return to a former place, whose id it knows, but not to a new one.
      if (participantId === payload.participantId) exits.disconnected(socket, { sessionEnded: false });
      else void exits.leave(participant);
    } finally {
      joins.finish(pendingJoin);
    }
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

  /** Stores the participant in Redis, and adds the participant to the local meeting with the roster from Redis. */
  async #takePlace(
    socket: ChatSocket,
    { meetingId, participantId, audio, video }: ClientEventPayload<'join-meeting'>,
    roomId: string,
  ): Promise<{ meeting: LocalMeeting; participant: LocalParticipant }> {
    const { store, local, rosters } = this.#options;
    const { user, sessionId } = socket.data;
    const { record, roster } = await store.join({
      meetingId,
      participant: {
        participantId: newId('part'),
        userId: user.id,
        userName: user.name,
        audio: audio ?? false,
        video: video ?? false,
        isSharing: false,
        holder: newId('part'),
      },
      formerId: local.findBySocket(socket, meetingId)?.record.participantId ?? participantId,
      replacesMedia: audio !== undefined || video !== undefined,
    });
    const participant = { meetingId, roomId, record, socket, sessionId };
    const meeting = local.open(meetingId, roomId);
    // A socket has only one place. If Redis had lost the former place, the socket now has another one.
    const formerPlace = meeting.findBySocket(socket);
    if (formerPlace) meeting.remove(formerPlace);
    // Apply the roster before adding the participant, who receives the roster in the reply rather than as changes.
    const participantsWithLostPlace = new Set(meeting.apply(roster));
    const replacedParticipant = meeting.add(participant);
    if (replacedParticipant) participantsWithLostPlace.add(replacedParticipant);
    for (const lost of participantsWithLostPlace) local.dropAndTell(lost, 'taken-over');
    rosters.changed(meetingId);
    return { meeting, participant };
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
