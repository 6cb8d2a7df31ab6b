import type { VirtualTime } from './virtual-time.ts';

interface ModelDescription {
  readonly type: 'offer' | 'answer';
  /** Unique among all descriptions. */
  readonly id: number;
  /** Changes with each ICE restart. */
  readonly iceGeneration: string;
  /** The id of the offer to which an answer belongs. */
  readonly offerId?: number;
  readonly kinds: readonly string[];
}

interface ModelTransceiver {
  readonly kind: string;
  direction: string;
  readonly sender: {
    track: unknown;
    replaceTrack(track: unknown): Promise<void>;
    getParameters(): object;
    setParameters(): Promise<void>;
  };
  readonly receiver: { readonly track: { readonly kind: string } };
}

/** The network between all model connections. */
export class ModelNetwork {
  readonly connections: ModelPeerConnection[] = [];
  isUp = true;
  #descriptionCount = 0;

  constructor(readonly time: VirtualTime) {}

  createDescriptionId(): number {
    this.#descriptionCount += 1;
    return this.#descriptionCount;
  }

  /** Connects all connections with matching descriptions. While the network is down, connects none. */
  update(): void {
    for (const connection of this.connections) {
      const peer = this.connections.find((other) => other.matches(connection) && connection.matches(other));
      if (connection.signalingState === 'closed') continue;
      if (peer && this.isUp) connection.setConnectionState('connected');
      else if (connection.connectionState === 'connected') connection.setConnectionState('disconnected');
    }
  }
}

/**
 * A model of `RTCPeerConnection`: its signaling states, rollback, the `negotiationneeded` event, and ICE restarts. It
 * rejects what browsers reject, such as an answer to another offer. Every step takes a random time.
 */
export class ModelPeerConnection extends EventTarget {
  signalingState: RTCSignalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  readonly transceivers: ModelTransceiver[] = [];
  readonly rejections: string[] = [];
  readonly #network: ModelNetwork;
  #current: { local: ModelDescription | null; remote: ModelDescription | null } = {
    local: null,
    remote: null,
  };
  #pending: { local: ModelDescription | null; remote: ModelDescription | null } = {
    local: null,
    remote: null,
  };
  #negotiatedTransceivers = 0;
  #mustRestartIce = false;
  #iceGeneration = '';
  #isEventQueued = false;
  #isBroken = false;

  constructor(network: ModelNetwork) {
    super();
    this.#network = network;
    network.connections.push(this);
  }

  get localDescription() {
    return toSessionDescription(this.#pending.local ?? this.#current.local);
  }

  get remoteDescription() {
    return toSessionDescription(this.#pending.remote ?? this.#current.remote);
  }

  addTransceiver(trackOrKind: string | { kind: string }): ModelTransceiver {
    const transceiver =
      typeof trackOrKind === 'string'
        ? createTransceiver(trackOrKind)
        : createTransceiver(trackOrKind.kind, trackOrKind);
    this.transceivers.push(transceiver);
    this.#checkNegotiation();
    return transceiver;
  }

  getTransceivers(): readonly ModelTransceiver[] {
    return this.transceivers;
  }

  setConfiguration(): void {}

  restartIce(): void {
    this.#mustRestartIce = true;
    this.#checkNegotiation();
  }

  async setLocalDescription(): Promise<void> {
    await this.#takeTime();
    const isAnswer = this.signalingState === 'have-remote-offer';
    if (!isAnswer && this.signalingState !== 'stable') throw this.#reject('setLocalDescription');
    const id = this.#network.createDescriptionId();
    const remote = this.#pending.remote;
    const mustRestart =
      this.#mustRestartIce || (isAnswer && remote?.iceGeneration !== this.#current.remote?.iceGeneration);
    if (mustRestart || this.#iceGeneration === '') this.#iceGeneration = `ice-${id}`;
    if (isAnswer && remote) {
      this.#applyPair(this.#describe('answer', id, remote.id), remote);
    } else {
      this.#pending = { local: this.#describe('offer', id), remote: null };
      this.signalingState = 'have-local-offer';
    }
    this.#mustRestartIce = false;
    this.#emitCandidates();
  }

  async setRemoteDescription({ type, sdp }: { type: string; sdp?: string }): Promise<void> {
    await this.#takeTime();
    const description = JSON.parse(sdp ?? '') as ModelDescription;
    if (type === 'offer') {
      if (this.signalingState === 'have-remote-offer') throw this.#reject('a second offer');
      // The other side's offer rolls back this side's own offer.
      if (this.signalingState === 'have-local-offer') this.#mustRestartIce ||= this.#current.local !== null;
      this.#pending = { local: null, remote: description };
      this.signalingState = 'have-remote-offer';
      for (const kind of description.kinds.slice(this.#negotiatedTransceivers))
        this.#addRemoteTransceiver(kind);
      return;
    }
    const offer = this.#pending.local;
    if (this.signalingState !== 'have-local-offer' || description.offerId !== offer?.id || !offer)
      throw this.#reject('an answer to another offer');
    this.#applyPair(offer, description);
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.#takeTime();
    const remote = this.#pending.remote ?? this.#current.remote;
    if (!remote || candidate.usernameFragment !== remote.iceGeneration) throw new Error('unknown candidate');
  }

  close(): void {
    this.signalingState = 'closed';
    this.connectionState = 'closed';
    this.#network.update();
  }

  /** Makes the connection fail permanently, even though the network is up. */
  break(): void {
    this.#isBroken = true;
    this.#network.update();
  }

  /** Whether the other connection has applied the descriptions of this one. */
  matches(other: ModelPeerConnection): boolean {
    return (
      this.signalingState !== 'closed' &&
      !this.#isBroken &&
      this.#current.local !== null &&
      this.#current.local.id === other.#current.remote?.id
    );
  }

  setConnectionState(state: RTCPeerConnectionState): void {
    if (this.connectionState === state || this.connectionState === 'closed') return;
    this.connectionState = state;
    this.#dispatchLater('connectionstatechange');
  }

  #describe(type: 'offer' | 'answer', id: number, offerId?: number): ModelDescription {
    const kinds = this.transceivers.map(({ kind }) => kind);
    return { type, id, iceGeneration: this.#iceGeneration, kinds, ...(offerId !== undefined && { offerId }) };
  }

  #applyPair(local: ModelDescription, remote: ModelDescription): void {
    this.#current = { local, remote };
    this.#pending = { local: null, remote: null };
    this.#negotiatedTransceivers = remote.kinds.length;
    this.signalingState = 'stable';
    this.#network.update();
    this.#checkNegotiation();
  }

  #addRemoteTransceiver(kind: string): void {
    this.transceivers.push(createTransceiver(kind));
    this.#dispatchLater('track', { track: { kind } });
  }

  #checkNegotiation(): void {
    const isNeeded = this.#mustRestartIce || this.transceivers.length > this.#negotiatedTransceivers;
    if (!isNeeded || this.signalingState !== 'stable' || this.#isEventQueued) return;
    this.#isEventQueued = true;
    void this.#takeTime().then(() => {
      this.#isEventQueued = false;
      if (this.signalingState === 'stable') this.dispatchEvent(new Event('negotiationneeded'));
    });
  }

  #emitCandidates(): void {
    const candidate = { usernameFragment: this.#iceGeneration, candidate: 'candidate' };
    for (let count = 0; count < 2; count += 1)
      this.#dispatchLater('icecandidate', { candidate: { ...candidate, toJSON: () => candidate } });
  }

  #dispatchLater(name: string, fields: object = {}): void {
    void this.#takeTime().then(() => this.dispatchEvent(Object.assign(new Event(name), fields)));
  }

  #takeTime(): Promise<void> {
    const { time } = this.#network;
    return time.sleep(time.random() * 30);
  }

  #reject(operation: string): Error {
    this.rejections.push(`${operation} in the state ${this.signalingState}`);
    return new Error(operation);
  }
}

function createTransceiver(kind: string, track: unknown = null): ModelTransceiver {
  return {
    kind,
    direction: 'recvonly',
    sender: {
      track,
      async replaceTrack(replacement) {
        this.track = replacement;
      },
      getParameters: () => ({ encodings: [] }),
      setParameters: async () => undefined,
    },
    receiver: { track: { kind } },
  };
}

const toSessionDescription = (description: ModelDescription | null) =>
  description && { type: description.type, sdp: JSON.stringify(description) };
