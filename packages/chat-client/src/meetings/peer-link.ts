import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { IceServers } from './calls-state.ts';
import { ConnectionHealth } from './connection-health.ts';
import type { MediaPlatform } from './media-platform.ts';
import { Negotiation } from './negotiation.ts';
import type { OwnTracks } from './own-media.ts';
import type { SignalContent } from './signal.ts';

export interface PeerLinkOptions {
  /** Whether this side creates the transceivers and makes the first offer. */
  readonly isInitiator: boolean;
  readonly iceServers: IceServers;
  readonly tracks: OwnTracks;
  readonly platform: Pick<MediaPlatform, 'createPeerConnection' | 'createStream'>;
  readonly time: Time;
  readonly send: (content: SignalContent) => void;
  /** Called after a change of the connection's state or streams. */
  readonly onChange: () => void;
  /** Called once if the connection cannot be repaired. */
  readonly onBroken: () => void;
}

const TRACK_KINDS = ['audio', 'video'] as const;
type TrackKind = (typeof TRACK_KINDS)[number];

/**
 * One `RTCPeerConnection` from its creation to its end. It has one transceiver for audio and one for video. When the
 * user changes a device or shares the screen, only the track of a transceiver is replaced, which needs no negotiation.
 */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  readonly #connection: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #health: ConnectionHealth;
  readonly #stop = new Stop();
  readonly #transceivers = new Map<TrackKind, RTCRtpTransceiver>();
  readonly #streams = new Map<string, MediaStream>();
  #iceServers: IceServers;
  #tracks: OwnTracks;
  #maxVideoBitrate: number | undefined;

  constructor(options: PeerLinkOptions) {
    const { isInitiator, iceServers, tracks, platform, time, send } = options;
    this.#options = options;
    this.#iceServers = iceServers;
    this.#tracks = tracks;
    this.#connection = platform.createPeerConnection(toConfiguration(iceServers));
    this.#connection.addEventListener('track', ({ track }) => this.#addRemoteTrack(track));
    this.#connection.addEventListener('connectionstatechange', () => options.onChange());
    this.#negotiation = new Negotiation({
      connection: this.#connection,
      isPolite: !isInitiator,
      waitsForOffer: !isInitiator,
      send,
      prepareAnswer: () => this.#adoptTransceivers(),
      onFailure: () => this.#break(),
      time,
      stopped: this.#stop,
    });
    this.#health = new ConnectionHealth({
      connection: this.#connection,
      time,
      stopped: this.#stop,
      repair: () => this.restart(),
      replace: () => this.#break(),
    });
    if (isInitiator) {
      for (const kind of TRACK_KINDS) {
        const transceiver = this.#connection.addTransceiver(tracks[kind] ?? kind, { direction: 'sendrecv' });
        this.#transceivers.set(kind, transceiver);
      }
    }
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  /** Whether the connection has been negotiated with a connection of the other side. */
  get isBound(): boolean {
    return this.#negotiation.isBound;
  }

  /** Returns the other side's audio or video; null before the first negotiation. */
  getStream(kind: TrackKind): MediaStream | null {
    return this.#streams.get(kind) ?? null;
  }

  receive(content: SignalContent): void {
    // A greeting may mean that the other side is back after a lost connection.
    if (content.kind === 'hello') this.#health.retryNow();
    this.#negotiation.receive(content);
  }

  /** Sends again what the other side may have missed, and repairs the connection unless it is connected. */
  resume(): void {
    this.#negotiation.repeat();
    this.#health.retryNow();
  }

  /** Looks for another network path. Media continues on the current path until another one is found. */
  restart(): void {
    this.#connection.setConfiguration(toConfiguration(this.#iceServers));
    if (this.isBound) this.#connection.restartIce();
  }

  setIceServers(iceServers: IceServers): void {
    this.#iceServers = iceServers;
  }

  setTracks(tracks: OwnTracks): void {
    this.#tracks = tracks;
    for (const kind of TRACK_KINDS) void this.#sendTrack(kind);
  }

  /** Limits the bits per second of the user's own video. */
  limitVideo(maxBitrate: number): void {
    this.#maxVideoBitrate = maxBitrate;
    this.#applyVideoLimit();
  }

  /** Returns how loud the other side is, from 0 to 1. */
  readAudioLevel(): number {
    const [source] = this.#transceivers.get('audio')?.receiver.getSynchronizationSources?.() ?? [];
    return source?.audioLevel ?? 0;
  }

  close(): void {
    this.#stop.stop();
    this.#connection.close();
  }

  /** Takes over the transceivers that the first offer of the other side has created. */
  async #adoptTransceivers(): Promise<void> {
    for (const transceiver of this.#connection.getTransceivers()) {
      const kind = transceiver.receiver.track.kind as TrackKind;
      if (this.#transceivers.has(kind)) continue;
      this.#transceivers.set(kind, transceiver);
      transceiver.direction = 'sendrecv';
      await this.#sendTrack(kind);
    }
    this.#applyVideoLimit();
  }

  async #sendTrack(kind: TrackKind): Promise<void> {
    const sender = this.#transceivers.get(kind)?.sender;
    const track = this.#tracks[kind];
    if (!sender || sender.track === track) return;
    // Ignore a failure, because a closed connection refuses the track.
    await sender.replaceTrack(track).catch(() => undefined);
  }

  #applyVideoLimit(): void {
    const sender = this.#transceivers.get('video')?.sender;
    const parameters = sender?.getParameters();
    const maxBitrate = this.#maxVideoBitrate;
    if (!sender || !parameters?.encodings?.length || maxBitrate === undefined) return;
    const encodings = parameters.encodings.map((encoding) => ({ ...encoding, maxBitrate }));
    // Ignore a failure. Without the limit, the browser adapts to the network.
    sender.setParameters({ ...parameters, encodings }).catch(() => undefined);
  }

  #addRemoteTrack(track: MediaStreamTrack): void {
    this.#streams.set(track.kind, this.#options.platform.createStream([track]));
    this.#options.onChange();
  }

  #break(): void {
    if (this.#stop.hasFired) return;
    this.#stop.stop();
    this.#options.onBroken();
  }
}

const toConfiguration = (iceServers: IceServers): RTCConfiguration => ({ iceServers: [...iceServers] });
