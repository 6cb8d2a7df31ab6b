import type { MediaPlatform } from '../../src/meetings/media-platform.ts';
import { ModelNetwork, ModelPeerConnection } from './model-peer-connection.ts';
import { VirtualTime } from './virtual-time.ts';

/** A track that a test can end as the browser does when a device is unplugged. */
export class ModelTrack extends EventTarget {
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  contentHint = '';

  constructor(
    readonly kind: 'audio' | 'video',
    readonly deviceId: string,
  ) {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** Ends the track as the browser does. Unlike a call of `stop`, this fires the event `ended`. */
  endFromOutside(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

class ModelStream {
  readonly #tracks: readonly ModelTrack[];

  constructor(tracks: readonly ModelTrack[]) {
    this.#tracks = tracks;
  }

  getTracks = () => [...this.#tracks];
  getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
}

/** The media functions of a browser with one microphone and two cameras. */
export class ModelMedia {
  readonly time = new VirtualTime(1);
  readonly tracks: ModelTrack[] = [];
  readonly connections: ModelPeerConnection[] = [];
  readonly network = new ModelNetwork(this.time);
  readonly requests: MediaStreamConstraints[] = [];
  /** The names of the errors with which the next requests fail, in this order. */
  readonly failures: string[] = [];
  /** How long the user takes to answer the browser's question. */
  promptMs = 0;
  readonly #listeners = {
    devices: new Set<() => void>(),
    network: new Set<() => void>(),
    page: new Set<() => void>(),
  };

  constructor(readonly isSecure = true) {}

  get liveTracks(): readonly ModelTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  announce(change: 'devices' | 'network' | 'page'): void {
    for (const listener of this.#listeners[change]) listener();
  }

  get platform(): MediaPlatform {
    const listenTo = (change: 'devices' | 'network' | 'page') => (listener: () => void) => {
      this.#listeners[change].add(listener);
      return () => this.#listeners[change].delete(listener);
    };
    return {
      isSecure: this.isSecure,
      canShareScreen: true,
      openDevices: (constraints) => this.#open(constraints),
      openScreen: () => this.#open({ video: { deviceId: 'screen' } }),
      listDevices: async () =>
        [
          { deviceId: 'front', kind: 'videoinput', label: 'Front camera' },
          { deviceId: 'headset', kind: 'audiooutput', label: 'Headset' },
        ] as MediaDeviceInfo[],
      onDevicesChanged: listenTo('devices'),
      onNetworkChanged: listenTo('network'),
      onPageHidden: listenTo('page'),
      createStream: (tracks) => new ModelStream(tracks as unknown as ModelTrack[]) as unknown as MediaStream,
      createPeerConnection: () => {
        const connection = new ModelPeerConnection(this.network);
        this.connections.push(connection);
        return connection as unknown as RTCPeerConnection;
      },
    };
  }

  async #open(constraints: MediaStreamConstraints): Promise<MediaStream> {
    this.requests.push(constraints);
    await this.time.sleep(this.promptMs);
    const failure = this.failures.shift();
    if (failure) throw new DOMException('refused', failure);
    const tracks = (['audio', 'video'] as const).flatMap((kind) => {
      const wanted = constraints[kind];
      return wanted ? [new ModelTrack(kind, readDeviceId(wanted))] : [];
    });
    this.tracks.push(...tracks);
    return new ModelStream(tracks) as unknown as MediaStream;
  }
}

function readDeviceId(constraints: MediaTrackConstraints | true): string {
  const deviceId = constraints === true ? undefined : constraints.deviceId;
  if (typeof deviceId === 'object' && 'exact' in deviceId) return String(deviceId.exact);
  return typeof deviceId === 'string' ? deviceId : 'default';
}
