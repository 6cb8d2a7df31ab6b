import type { MediaPlatform } from '../../src/meetings/media-platform.ts';
import { Peer } from '../../src/meetings/peer.ts';
import { ModelNetwork, ModelPeerConnection } from './model-peer-connection.ts';
import { VirtualTime } from './virtual-time.ts';

/** One of two participants who are connected by a model network. */
export interface ModelSide {
  readonly peer: Peer;
  /** All connections that this side has opened so far, oldest first. */
  readonly connections: ModelPeerConnection[];
  /** While false, signals to and from this side are lost, like those of a participant without a socket. */
  hasSocket: boolean;
}

/** Two participants whose signals take a random time and keep their order. */
export class ModelPair {
  readonly time: VirtualTime;
  readonly network: ModelNetwork;
  readonly sides: readonly [ModelSide, ModelSide];

  constructor(seed: number) {
    this.time = new VirtualTime(seed);
    this.network = new ModelNetwork(this.time);
    this.sides = [this.#createSide(0), this.#createSide(1)];
  }

  setNetwork(isUp: boolean): void {
    this.network.isUp = isUp;
    this.network.update();
  }

  /** Whether the newest connections of both sides are stable and connected with each other. */
  get isConnected(): boolean {
    const [first, second] = this.sides.map(({ connections }) => connections.at(-1));
    if (!first || !second) return false;
    return (
      first.matches(second) &&
      second.matches(first) &&
      [first, second].every(
        ({ signalingState, connectionState }) =>
          signalingState === 'stable' && connectionState === 'connected',
      )
    );
  }

  #createSide(n: 0 | 1): ModelSide {
    const connections: ModelPeerConnection[] = [];
    let lastArrivalAt = 0;
    const platform = {
      createPeerConnection: () => {
        const connection = new ModelPeerConnection(this.network);
        connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
      createStream: (tracks: readonly MediaStreamTrack[]) => ({ tracks }) as unknown as MediaStream,
    } satisfies Pick<MediaPlatform, 'createPeerConnection' | 'createStream'>;
    const send = (signal: Record<string, unknown>) => {
      lastArrivalAt = Math.max(lastArrivalAt, this.time.now() + this.time.random() * 200);
      const isLost = this.sides && !this.sides[n].hasSocket;
      void this.time.sleep(lastArrivalAt - this.time.now()).then(() => {
        const receiver = this.sides[n === 0 ? 1 : 0];
        if (!isLost && receiver.hasSocket) receiver.peer.receive(structuredClone(signal));
      });
    };
    const peer = new Peer({
      isInitiator: n === 0,
      platform,
      time: this.time,
      iceServers: [],
      tracks: { audio: null, video: null },
      send,
      onChange: () => undefined,
    });
    return { peer, connections, hasSocket: true };
  }
}
