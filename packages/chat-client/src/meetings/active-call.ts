import type { Meeting, MeetingParticipant, ServerEventPayload } from '@kcs/contracts';
import { type ApiError, asApiError, createUnreachableError } from '../api/api-error.ts';
import type { ChatClient } from '../chat/chat-client.ts';
import type { ServerEvent } from '../realtime/link.ts';
import { coalesce } from '../time/coalesced.ts';
import { runWithRetries } from '../time/retrying.ts';
import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { appendMessage } from './call-messages.ts';
import type { CallEnd, CallMessage, CallParticipant, CallsState, IceServers } from './calls-state.ts';
import { toCallEnd, toEndAfterRefusal } from './end-reasons.ts';
import { type MediaFlags, MediaStateReporter } from './media-state-reporter.ts';
import type { MeetingApi } from './meeting-api.ts';
import type { OwnTracks } from './own-media.ts';
import { buildParticipants, NO_PEER_MEDIA, type PeerMedia } from './participants.ts';
import type { PeerMesh } from './peer-mesh.ts';
import { renewIceServers } from './renew-ice-servers.ts';
import { applyRosterEvent, type MeetingRoster, type RosterEvent } from './roster.ts';

/** How long a join may take, including retries, before it is refused. */
const JOIN_TIMEOUT_MS = 20_000;
/** How long to wait before the user joins again after the server has lost the place. */
const LOST_PLACE_WAIT_MS = 250;
/** Maximum number of events to keep while the answer to a join is pending. */
const MAX_EARLY_EVENTS = 500;

/** The socket of the chat client, as far as a call needs it. */
export type CallSocket = Pick<ChatClient, 'request' | 'getState'>;

export interface ActiveCallOptions {
  readonly meeting: Meeting;
  readonly socket: CallSocket;
  readonly api: Pick<MeetingApi, 'iceServers'>;
  readonly time: Time;
  /** Creates the media connections of a participant. Called again if the user gets another participant id. */
  readonly createMesh: (ownId: string, iceServers: IceServers) => PeerMesh;
  readonly getFlags: () => MediaFlags;
  readonly getTracks: () => OwnTracks;
  /** Changes the state of this call. */
  readonly update: (change: Partial<CallsState>) => void;
  /** Called once, when the call has ended for this user for any reason other than `leave`. */
  readonly onEnd: (end: CallEnd) => void;
}

/** The user's stay in a meeting, from the join to the end, including reconnects. */
export class ActiveCall {
  readonly #options: ActiveCallOptions;
  readonly #stop = new Stop();
  #participantId: string | undefined;
  #roster: MeetingRoster = { joinedVersion: -1, participants: [] };
  #mesh: PeerMesh | undefined;
  /** Events of this meeting that arrived while a join was in progress; undefined at other times. */
  #earlyEvents: ServerEvent[] | undefined;
  readonly #reporter: MediaStateReporter;
  #participants: readonly CallParticipant[] = [];
  #messages: readonly CallMessage[] = [];
  /** Fires when the connection is lost. */
  #connectionStop = new Stop(this.#stop);
  /** Fires when the first join has succeeded or failed. */
  readonly #firstJoinSettled = new Stop(this.#stop);
  readonly #joinOrRejoin = coalesce(() => this.#joinOverConnection());

  constructor(options: ActiveCallOptions) {
    this.#options = options;
    const { meeting, socket, getFlags, time } = options;
    this.#reporter = new MediaStateReporter({
      meetingId: meeting.id,
      request: socket.request,
      getFlags,
      time,
      stopped: this.#stop,
      onRefused: (error) => this.#rejoinIfPlaceIsLost(error),
    });
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
    if (this.#participantId !== undefined || this.#stop.hasFired) return;
    // The server may have received the join, and must then give up the place.
    this.leave();
    this.#options.onEnd({ reason: 'refused', error: createUnreachableError() });
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

  /** Call this method after the user's own tracks or their state have changed. */
  onMediaChanged(): void {
    this.#mesh?.setTracks(this.#options.getTracks());
    this.#reporter.reportIfChanged();
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

  /**
   * Sends a signal to a participant. Never throws. A signal that cannot be sent is lost, so the caller must repeat it.
   */
  sendSignal(to: string, signal: Record<string, unknown>): void {
    const { socket } = this.#options;
    socket
      .request('webrtc-signal', { meetingId: this.meeting.id, to, signal })
      .catch((thrown: unknown) => this.#rejoinIfPlaceIsLost(asApiError(thrown)));
  }

  /** Closes all media connections, and tells the server in the background that the user has left. */
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

  /**
   * Joins or rejoins over the current connection. If that connection is lost, the user joins again over the next one.
   */
  async #joinOverConnection(): Promise<void> {
    if (this.#stop.hasFired) return;
    const connectionStop = this.#connectionStop;
    const isFirstJoin = this.#participantId === undefined;
    this.#earlyEvents ??= [];
    try {
      const joined = await runWithRetries(() => this.#requestPlace(), this.#options.time, connectionStop);
      if (!this.#stop.hasFired) this.#takePlace(joined);
    } catch (thrown) {
      if (!connectionStop.hasFired)
        this.#end(toEndAfterRefusal(asApiError(thrown), { isRejoin: !isFirstJoin }));
    }
  }

  #requestPlace(): Promise<ServerEventPayload<'meeting-joined'>> {
    const { audio, video } = this.#options.getFlags();
    this.#reporter.pause();
    return this.#options.socket.request('join-meeting', {
      meetingId: this.meeting.id,
      ...(this.#participantId !== undefined && { participantId: this.#participantId }),
      audio,
      video,
    });
  }

  #takePlace(joined: ServerEventPayload<'meeting-joined'>): void {
    const { createMesh, getTracks, update } = this.#options;
    const { participantId, participants, version, iceServers } = joined;
    const keepsPlace = this.#mesh !== undefined && participantId === this.#participantId;
    this.#participantId = participantId;
    this.#roster = { joinedVersion: version, participants };
    if (!keepsPlace) {
      this.#mesh?.close();
      this.#mesh = createMesh(participantId, iceServers);
    }
    this.#mesh?.setIceServers(iceServers);
    this.#mesh?.setTracks(getTracks());
    this.#applyRoster();
    update({ phase: 'in-call', participantId });
    const earlyEvents = this.#earlyEvents ?? [];
    this.#earlyEvents = undefined;
    for (const event of earlyEvents) this.#applyEvent(event);
    if (keepsPlace) this.#mesh?.resume();
    const ownPlace = participants.find((participant) => participant.participantId === participantId);
    if (ownPlace) this.#reporter.resumeFrom(ownPlace);
    if (!this.#firstJoinSettled.hasFired) void this.#renewIceServers();
    this.#firstJoinSettled.stop();
  }

  #renewIceServers(): Promise<void> {
    const { api, time } = this.#options;
    return renewIceServers({
      meetingId: this.meeting.id,
      api,
      time,
      stopped: this.#stop,
      onRenewed: (iceServers) => this.#mesh?.setIceServers(iceServers),
    });
  }

  #rejoinIfPlaceIsLost({ code }: ApiError): void {
    if (code !== 'NOT_IN_MEETING' || this.#stop.hasFired || this.#earlyEvents) return;
    this.#earlyEvents = [];
    const { time } = this.#options;
    // Wait a moment. The server may refuse again, and must not get requests in a tight loop.
    void time.sleep(LOST_PLACE_WAIT_MS * (1 + time.random()), this.#stop).then(this.#joinOrRejoin);
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
        // This cannot be the answer to `leave`, because this client closes the call before it sends that request.
        if (event.payload.participantId === this.#participantId) this.#end(toCallEnd(event.payload.reason));
        return;
      case 'meeting-ended':
        this.#end(toCallEnd(event.payload.reason));
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
    this.updateParticipants();
  }

  get #others(): readonly MeetingParticipant[] {
    return this.#roster.participants.filter(({ participantId }) => participantId !== this.#participantId);
  }

  /** Shows the current roster and media connections in the state. */
  updateParticipants(): void {
    if (this.#stop.hasFired) return;
    const participants = buildParticipants(this.#participants, this.#others, this.#getMedia);
    if (participants === this.#participants) return;
    this.#participants = participants;
    this.#options.update({ participants });
  }

  readonly #getMedia = (participantId: string): PeerMedia =>
    this.#mesh?.getMedia(participantId) ?? NO_PEER_MEDIA;

  #addMessage(message: Omit<CallMessage, 'id'>): void {
    this.#messages = appendMessage(this.#messages, message);
    this.#options.update({ messages: this.#messages });
  }

  #end(end: CallEnd): void {
    if (this.#stop.hasFired) return;
    this.close();
    this.#options.onEnd(end);
  }
}

function isEventOfMeeting({ payload }: ServerEvent, meetingId: string): boolean {
  return (payload as { readonly meetingId?: unknown } | undefined)?.meetingId === meetingId;
}
