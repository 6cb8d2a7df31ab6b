import type { Meeting, MeetingParticipant, ServerEventPayload } from '@kcs/contracts';
import { type ApiError, asApiError, createUnreachableError, type ProblemCode } from '../api/api-error.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import type { ServerEvent } from '../realtime/link.ts';
import { coalesce } from '../time/coalesced.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { CallEndReason, CallMessage, CallParticipant, CallsState, IceServers } from './calls-state.ts';
import type { OwnTracks } from './own-media.ts';
import type { PeerMesh } from './peer-mesh.ts';
import { applyRosterEvent, type MeetingRoster, type RosterEvent } from './roster.ts';

/** How long a join may take, including retries, before it is refused. */
const JOIN_TIMEOUT_MS = 20_000;
const MAX_MESSAGES = 500;
/** How many events to keep that arrive before the answer to the join. */
const MAX_EARLY_EVENTS = 500;

/** Why a call ended whose return to the meeting was refused. Other refusals end the call as `refused`. */
const END_REASONS_BY_REJOIN_ERROR: Partial<Record<ProblemCode, CallEndReason>> = {
  MEETING_ENDED: 'ended',
  MEETING_NOT_FOUND: 'removed',
  MEETING_FULL: 'full',
};

/** The socket of the chat client, as far as a call needs it. */
export type CallSocket = Pick<ChatClient, 'request' | 'getState'>;

/** What the user currently sends, as the other participants see it. */
export interface OwnMediaFlags {
  readonly audio: boolean;
  readonly video: boolean;
  readonly isSharing: boolean;
}

export interface ActiveCallOptions {
  readonly meeting: Meeting;
  readonly socket: CallSocket;
  readonly time: Time;
  /** Creates the media connections of a participant. Called again if the user gets another participant id. */
  readonly createMesh: (ownId: string, iceServers: IceServers, call: ActiveCall) => PeerMesh;
  readonly getFlags: () => OwnMediaFlags;
  readonly getTracks: () => OwnTracks;
  /** Changes the state of this call. */
  readonly update: (change: Partial<CallsState>) => void;
  /** Called once, when the call has ended for this user for any reason other than `leave`. */
  readonly onEnd: (reason: CallEndReason, error: ApiError | null) => void;
}

/** One stay of the user in a meeting, from the join to the end, across reconnects. */
export class ActiveCall {
  readonly #options: ActiveCallOptions;
  readonly #stop = new Stop();
  #participantId: string | undefined;
  #roster: MeetingRoster = { version: -1, participants: [] };
  #mesh: PeerMesh | undefined;
  /** Events of this meeting that arrived while a join was in progress; undefined at other times. */
  #earlyEvents: ServerEvent[] | undefined;
  #sentFlags: OwnMediaFlags | undefined;
  #participants: readonly CallParticipant[] = [];
  #messages: readonly CallMessage[] = [];
  /** Fires when the connection is lost. */
  #connectionStop = new Stop(this.#stop);
  /** Fires when the first join has succeeded or failed. */
  readonly #firstJoinSettled = new Stop(this.#stop);
  readonly #joinOrRejoin = coalesce(() => this.#joinOverConnection());
  readonly #sendFlags = coalesce(() => this.#sendChangedFlags());

  constructor(options: ActiveCallOptions) {
    this.#options = options;
  }

  get stopped(): Stop {
    return this.#stop;
  }

  get meeting(): Meeting {
    return this.#options.meeting;
  }

  /** Joins the meeting. Resolves when the user is in the call, or when the call has ended. Never rejects. */
  async join(): Promise<void> {
    const { time, update } = this.#options;
    update({ phase: 'joining' });
    void this.#joinOrRejoin();
    await time.sleep(JOIN_TIMEOUT_MS, this.#firstJoinSettled);
    this.#firstJoinSettled.stop();
    if (this.#participantId === undefined) this.#end('refused', createUnreachableError());
  }

  /** Call this method when the socket is connected again. Returns to the former place in the meeting (MEET-4). */
  onConnected(): void {
    this.#connectionStop.stop();
    this.#connectionStop = new Stop(this.#stop);
    void this.#joinOrRejoin();
  }

  onDisconnected(): void {
    this.#connectionStop.stop();
    if (this.#participantId !== undefined) this.#options.update({ phase: 'reconnecting' });
  }

  onNetworkChanged(): void {
    this.#mesh?.restart();
  }

  /** Call this method after a change of the own tracks or of their state. */
  onMediaChanged(): void {
    this.#mesh?.setTracks(this.#options.getTracks());
    void this.#sendFlags();
  }

  /** Updates the state after a change of a media connection. */
  onMeshChanged(): void {
    this.#updateParticipants();
  }

  onEvent(event: ServerEvent): void {
    if (this.#stop.hasFired || !isEventOfMeeting(event, this.meeting.id)) return;
    if (!this.#earlyEvents) this.#applyEvent(event);
    else if (this.#earlyEvents.length < MAX_EARLY_EVENTS) this.#earlyEvents.push(event);
  }

  async sendChat(content: string): Promise<void> {
    const { socket, time } = this.#options;
    await socket.request('chat-in-meet', { meetingId: this.meeting.id, content });
    const { me } = socket.getState();
    this.#addMessage({
      participantId: this.#participantId ?? '',
      userId: me.id,
      userName: me.name,
      content: content.trim(),
      sentAt: new Date(time.now()).toISOString(),
      isOwn: true,
    });
  }

  readAudioLevel(participantId: string): number {
    return this.#mesh?.readAudioLevel(participantId) ?? 0;
  }

  /** Sends a signal to a participant. A signal that cannot be sent is lost, and the sender repeats it. Never throws. */
  sendSignal(to: string, signal: Record<string, unknown>): void {
    const { socket } = this.#options;
    socket
      .request('webrtc-signal', { meetingId: this.meeting.id, to, signal })
      .catch((thrown: unknown) => this.#rejoinIfPlaceIsLost(asApiError(thrown)));
  }

  /** Closes all media connections, and informs the server in the background. */
  leave(): void {
    const wasJoined = this.#participantId !== undefined || this.#earlyEvents !== undefined;
    this.close();
    if (wasJoined) {
      this.#options.socket
        .request('leave-meeting', { meetingId: this.meeting.id })
        // Ignore the failure. The place ends with its lease (MEET-6).
        .catch(() => undefined);
    }
  }

  close(): void {
    this.#stop.stop();
    this.#mesh?.close();
    this.#mesh = undefined;
  }

  /** Joins or rejoins over the current connection. If the connection is lost, the next one joins again. */
  async #joinOverConnection(): Promise<void> {
    if (this.#stop.hasFired) return;
    const connectionStop = this.#connectionStop;
    const isFirstJoin = this.#participantId === undefined;
    this.#earlyEvents ??= [];
    try {
      const joined = await runWithRetries(() => this.#requestPlace(), this.#options.time, connectionStop);
      if (!this.#stop.hasFired) this.#takePlace(joined);
    } catch (thrown) {
      if (!connectionStop.hasFired) this.#endAfterRefusal(asApiError(thrown), isFirstJoin);
    }
  }

  #requestPlace(): Promise<ServerEventPayload<'meeting-joined'>> {
    const { audio, video } = this.#options.getFlags();
    this.#sentFlags = { audio, video, isSharing: this.#sentFlags?.isSharing ?? false };
    return this.#options.socket.request('join-meeting', {
      meetingId: this.meeting.id,
      ...(this.#participantId !== undefined && { participantId: this.#participantId }),
      audio,
      video,
    });
  }

  #takePlace({
    participantId,
    participants,
    version,
    iceServers,
  }: ServerEventPayload<'meeting-joined'>): void {
    const { createMesh, getTracks, update } = this.#options;
    const keepsPlace = this.#mesh !== undefined && participantId === this.#participantId;
    this.#participantId = participantId;
    this.#roster = { version, participants };
    const ownPlace = participants.find((participant) => participant.participantId === participantId);
    if (ownPlace && this.#sentFlags) this.#sentFlags = { ...this.#sentFlags, isSharing: ownPlace.isSharing };
    if (!keepsPlace) {
      this.#mesh?.close();
      this.#mesh = createMesh(participantId, iceServers, this);
    }
    this.#mesh?.setIceServers(iceServers);
    this.#mesh?.setTracks(getTracks());
    this.#applyRoster();
    update({ phase: 'in-call', participantId });
    this.#firstJoinSettled.stop();
    const earlyEvents = this.#earlyEvents ?? [];
    this.#earlyEvents = undefined;
    for (const event of earlyEvents) this.#applyEvent(event);
    if (keepsPlace) this.#mesh?.resume();
    void this.#sendFlags();
  }

  #endAfterRefusal(error: ApiError, isFirstJoin: boolean): void {
    const reason = isFirstJoin ? undefined : END_REASONS_BY_REJOIN_ERROR[error.code];
    if (reason) this.#end(reason);
    else this.#end('refused', error);
  }

  #rejoinIfPlaceIsLost({ code }: ApiError): void {
    if (code === 'NOT_IN_MEETING' && !this.#stop.hasFired) void this.#joinOrRejoin();
  }

  #applyEvent(event: ServerEvent): void {
    if (this.#stop.hasFired) return;
    switch (event.name) {
      case 'meeting-participant-joined':
      case 'meeting-participant-left':
      case 'meeting-media-state':
      case 'screen-share':
        this.#applyRosterEvent(event);
        return;
      case 'webrtc-signal':
        if (event.payload.to === this.#participantId)
          this.#mesh?.receiveSignal(event.payload.from, event.payload.signal);
        return;
      case 'chat-in-meet': {
        const { from, userId, userName, content, timestamp } = event.payload;
        this.#addMessage({ participantId: from, userId, userName, content, sentAt: timestamp, isOwn: false });
        return;
      }
      case 'meeting-left':
        // The answer to an own request to leave concerns a call that this client has already closed.
        if (event.payload.participantId === this.#participantId) this.#end(toEndReason(event.payload.reason));
        return;
      case 'meeting-ended':
        this.#end(toEndReason(event.payload.reason));
        return;
      default:
        return;
    }
  }

  #applyRosterEvent(event: RosterEvent): void {
    const roster = applyRosterEvent(this.#roster, event);
    if (roster === this.#roster) return;
    this.#roster = roster;
    this.#applyRoster();
  }

  #applyRoster(): void {
    const otherIds = this.#others.map(({ participantId }) => participantId);
    this.#mesh?.setParticipants(otherIds);
    this.#updateParticipants();
  }

  get #others(): readonly MeetingParticipant[] {
    return this.#roster.participants.filter(({ participantId }) => participantId !== this.#participantId);
  }

  #updateParticipants(): void {
    if (this.#stop.hasFired) return;
    const participants = this.#others.map((participant) => this.#buildParticipant(participant));
    const isChanged =
      participants.length !== this.#participants.length ||
      participants.some((participant, n) => participant !== this.#participants[n]);
    if (!isChanged) return;
    this.#participants = participants;
    this.#options.update({ participants });
  }

  /** Returns the participant as the state shows it. Returns the former object if nothing has changed. */
  #buildParticipant({
    participantId,
    userId,
    userName,
    audio,
    video,
    isSharing,
  }: MeetingParticipant): CallParticipant {
    const media = this.#mesh?.getMedia(participantId);
    const participant: CallParticipant = {
      id: participantId,
      userId,
      userName,
      isMuted: !audio,
      isCameraOff: !video,
      isSharing,
      connection: media?.connection ?? 'connecting',
      audio: media?.audio ?? null,
      camera: video && !isSharing ? (media?.video ?? null) : null,
      screen: isSharing ? (media?.video ?? null) : null,
    };
    const former = this.#participants.find(({ id }) => id === participantId);
    const isUnchanged =
      former &&
      Object.entries(participant).every(([field, value]) => former[field as keyof CallParticipant] === value);
    return isUnchanged ? former : participant;
  }

  /** Informs the others of the own media state, if it differs from the last one sent. Never rejects. */
  async #sendChangedFlags(): Promise<void> {
    const { socket, getFlags } = this.#options;
    const sent = this.#sentFlags;
    if (this.#stop.hasFired || this.#earlyEvents || !sent) return;
    const { audio, video, isSharing } = getFlags();
    const meetingId = this.meeting.id;
    try {
      if (isSharing !== sent.isSharing) await socket.request('screen-share', { meetingId, isSharing });
      if (audio !== sent.audio || video !== sent.video)
        await socket.request('meeting-media-state', { meetingId, audio, video });
      // A join in the meantime has sent newer flags.
      if (this.#sentFlags === sent) this.#sentFlags = { audio, video, isSharing };
    } catch (thrown) {
      // After a lost connection, the rejoin sends the flags.
      this.#rejoinIfPlaceIsLost(asApiError(thrown));
    }
  }

  #addMessage(message: Omit<CallMessage, 'id'>): void {
    const id = String(Number(this.#messages.at(-1)?.id ?? 0) + 1);
    this.#messages = [...this.#messages.slice(1 - MAX_MESSAGES), { ...message, id }];
    this.#options.update({ messages: this.#messages });
  }

  #end(reason: CallEndReason, error: ApiError | null = null): void {
    if (this.#stop.hasFired) return;
    this.close();
    this.#options.onEnd(reason, error);
  }
}

const END_REASONS: readonly string[] = [
  'left',
  'ended',
  'empty',
  'room-deleted',
  'removed',
  'taken-over',
  'full',
] satisfies readonly CallEndReason[];

/** Returns the reason of the server. A reason of a newer server counts as `ended`. */
const toEndReason = (reason: string | undefined): CallEndReason =>
  reason !== undefined && END_REASONS.includes(reason) ? (reason as CallEndReason) : 'ended';

function isEventOfMeeting({ payload }: ServerEvent, meetingId: string): boolean {
  return (payload as { readonly meetingId?: unknown } | undefined)?.meetingId === meetingId;
}
