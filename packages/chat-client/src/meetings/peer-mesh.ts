import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { IceServers, PeerConnectionState } from './calls-state.ts';
import type { MediaPlatform } from './media-platform.ts';
import type { OwnTracks } from './own-media.ts';

/** The media connection to one participant, as far as other parts need to know it. */
export interface PeerMedia {
  readonly connection: PeerConnectionState;
  readonly audio: MediaStream | null;
  readonly video: MediaStream | null;
}

/** The media connections to all other participants of a call. */
export interface PeerMesh {
  /** Opens connections to new participants, and closes those to participants who have left. */
  setParticipants(ids: readonly string[]): void;
  setIceServers(iceServers: IceServers): void;
  setTracks(tracks: OwnTracks): void;
  receiveSignal(from: string, signal: Readonly<Record<string, unknown>>): void;
  /** Call this method when signals may have been lost, because the socket was lost for a while. */
  resume(): void;
  /** Call this method when the computer has another network. */
  restart(): void;
  getMedia(id: string): PeerMedia;
  readAudioLevel(id: string): number;
  close(): void;
}

export interface PeerMeshOptions {
  readonly ownId: string;
  readonly iceServers: IceServers;
  readonly platform: Pick<MediaPlatform, 'createPeerConnection' | 'createStream'>;
  readonly time: Time;
  readonly stopped: Stop;
  readonly sendSignal: (to: string, signal: Record<string, unknown>) => void;
  /** Called after every change of a connection's state or streams. */
  readonly onChange: () => void;
}

const NO_MEDIA: PeerMedia = { connection: 'connecting', audio: null, video: null };

/** Creates the media connections of one participant. */
export function createPeerMesh(_options: PeerMeshOptions): PeerMesh {
  return {
    setParticipants: () => undefined,
    setIceServers: () => undefined,
    setTracks: () => undefined,
    receiveSignal: () => undefined,
    resume: () => undefined,
    restart: () => undefined,
    getMedia: () => NO_MEDIA,
    readAudioLevel: () => 0,
    close: () => undefined,
  };
}
