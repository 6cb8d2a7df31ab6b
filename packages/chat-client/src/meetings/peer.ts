import { Stop } from '../time/stop.ts';
import type { IceServers, PeerConnectionState } from './calls-state.ts';
import type { OwnTracks } from './own-media.ts';
import { PeerLink, type PeerLinkOptions } from './peer-link.ts';
import { parseSignal, type Signal, type SignalContent } from './signal.ts';

/** How many former connections of the other side to remember, so that late signals from them are ignored. */
const MAX_FORMER_CONNECTIONS = 16;
const MIN_REPLACEMENT_WAIT_MS = 500;
const MAX_REPLACEMENT_WAIT_MS = 15_000;

export interface PeerOptions extends Pick<PeerLinkOptions, 'isInitiator' | 'platform' | 'time' | 'onChange'> {
  readonly iceServers: IceServers;
  readonly tracks: OwnTracks;
  readonly send: (signal: Record<string, unknown>) => void;
}

/**
 * The media connection to one participant. It survives lost signals and networks, and the replacement of the peer
 * connection on either side, for example when another tab takes over the participant's place (MEET-4).
 */
export class Peer {
  readonly #options: PeerOptions;
  readonly #stop = new Stop();
  #link: PeerLink;
  #linkId = '';
  /** The id of the other side's peer connection; null if unknown. */
  #remoteLinkId: string | null = null;
  readonly #formerRemoteLinkIds: string[] = [];
  #iceServers: IceServers;
  #tracks: OwnTracks;
  #maxVideoBitrate: number | undefined;
  #wasConnected = false;
  #replacementWaitMs = MIN_REPLACEMENT_WAIT_MS;

  constructor(options: PeerOptions) {
    this.#options = options;
    this.#iceServers = options.iceServers;
    this.#tracks = options.tracks;
    this.#link = this.#openLink();
  }

  get state(): PeerConnectionState {
    if (this.#link.isConnected) return 'connected';
    return this.#wasConnected ? 'reconnecting' : 'connecting';
  }

  /** The ids of this side's peer connection and of the other side's. */
  get linkIds(): readonly [own: string, remote: string | null] {
    return [this.#linkId, this.#remoteLinkId];
  }

  getStream(kind: 'audio' | 'video'): MediaStream | null {
    return this.#link.getStream(kind);
  }

  readAudioLevel(): number {
    return this.#link.readAudioLevel();
  }

  receive(payload: Readonly<Record<string, unknown>>): void {
    const signal = parseSignal(payload);
    if (!signal || this.#stop.hasFired || !this.#accept(signal)) return;
    this.#link.receive(signal);
  }

  /** Call this method when the user's socket is connected again. Signals in both directions may have been lost. */
  resume(): void {
    this.#send({ kind: 'hello' });
    this.#link.resume();
  }

  restart(): void {
    this.#link.restart();
  }

  setIceServers(iceServers: IceServers): void {
    this.#iceServers = iceServers;
    this.#link.setIceServers(iceServers);
  }

  setTracks(tracks: OwnTracks): void {
    this.#tracks = tracks;
    this.#link.setTracks(tracks);
  }

  limitVideo(maxBitrate: number): void {
    this.#maxVideoBitrate = maxBitrate;
    this.#link.limitVideo(maxBitrate);
  }

  close(): void {
    this.#stop.stop();
    this.#link.close();
  }

  /**
   * Returns whether a signal concerns the current connections. If the other side has replaced its connection, adopts
   * the new one first.
   */
  #accept({ connection, peer }: Signal): boolean {
    if (peer !== null && peer !== this.#linkId) return false;
    if (connection === this.#remoteLinkId) return true;
    if (this.#formerRemoteLinkIds.includes(connection)) return false;
    // This side's connection was negotiated with a connection that no longer exists, so it must be replaced.
    if (this.#remoteLinkId !== null && this.#link.isBound) this.#replaceLink();
    if (this.#remoteLinkId !== null) this.#formerRemoteLinkIds.push(this.#remoteLinkId);
    if (this.#formerRemoteLinkIds.length > MAX_FORMER_CONNECTIONS) this.#formerRemoteLinkIds.shift();
    this.#remoteLinkId = connection;
    return true;
  }

  #replaceLink(): void {
    this.#link.close();
    this.#link = this.#openLink();
    this.#options.onChange();
  }

  async #replaceBrokenLink(): Promise<void> {
    const { time } = this.#options;
    const brokenLink = this.#link;
    await time.sleep(this.#replacementWaitMs * (1 + time.random() / 4), this.#stop);
    if (this.#stop.hasFired || this.#link !== brokenLink) return;
    this.#replacementWaitMs = Math.min(this.#replacementWaitMs * 2, MAX_REPLACEMENT_WAIT_MS);
    // The other side will replace its connection as well. If it has not negotiated its connection yet, it will continue
    // with that one instead.
    this.#remoteLinkId = null;
    this.#replaceLink();
  }

  #openLink(): PeerLink {
    const { isInitiator, platform, time } = this.#options;
    const linkId = Math.floor(time.random() * 2 ** 52).toString(36);
    this.#linkId = linkId;
    const link = new PeerLink({
      isInitiator,
      platform,
      time,
      iceServers: this.#iceServers,
      tracks: this.#tracks,
      send: (content) => {
        // A replaced link may still have steps in progress.
        if (this.#linkId === linkId) this.#send(content);
      },
      onChange: () => {
        if (this.#link === link) this.#onLinkChanged();
      },
      onBroken: () => void this.#replaceBrokenLink(),
    });
    if (this.#maxVideoBitrate !== undefined) link.limitVideo(this.#maxVideoBitrate);
    return link;
  }

  #onLinkChanged(): void {
    if (this.#link.isConnected) {
      this.#wasConnected = true;
      this.#replacementWaitMs = MIN_REPLACEMENT_WAIT_MS;
    }
    this.#options.onChange();
  }

  #send(content: SignalContent): void {
    if (this.#stop.hasFired) return;
    this.#options.send({ ...content, connection: this.#linkId, peer: this.#remoteLinkId });
  }
}
