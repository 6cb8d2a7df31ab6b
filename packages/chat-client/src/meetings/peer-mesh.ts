import type { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import type { IceServers } from './calls-state.ts';
import type { MediaPlatform } from './media-platform.ts';
import type { OwnTracks } from './own-media.ts';
import { NO_PEER_MEDIA, type PeerMedia } from './participants.ts';
import { Peer } from './peer.ts';

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

const MAX_EARLY_SIGNALS_PER_PARTICIPANT = 32;
const MAX_EARLY_PARTICIPANTS = 16;
/** The maximum bits per second of video that a participant sends to all others together, and to any one of them. */
const TOTAL_VIDEO_BITRATE = 3_000_000;
const MAX_VIDEO_BITRATE = 1_200_000;

/** Creates the media connections of one participant. */
export function createPeerMesh(options: PeerMeshOptions): PeerMesh {
  const { ownId, platform, time, stopped, sendSignal, onChange } = options;
  const peers = new Map<string, Peer>();
  /** Signals that arrived before the news that their sender has joined. */
  const earlySignals = new Map<string, Readonly<Record<string, unknown>>[]>();
  let iceServers = options.iceServers;
  let tracks: OwnTracks = { audio: null, video: null };

  const openPeer = (id: string) => {
    const peer = new Peer({
      // Exactly one of the two sides must be the initiator, so their ids decide.
      isInitiator: ownId < id,
      platform,
      time,
      iceServers,
      tracks,
      send: (signal) => sendSignal(id, signal),
      onChange,
    });
    peers.set(id, peer);
    for (const signal of earlySignals.get(id) ?? []) peer.receive(signal);
    earlySignals.delete(id);
  };
  const closePeers = () => {
    for (const peer of peers.values()) peer.close();
    peers.clear();
    earlySignals.clear();
  };
  stopped.onStop(closePeers);

  return {
    setParticipants(ids) {
      if (stopped.hasFired) return;
      for (const [id, peer] of peers) {
        if (ids.includes(id)) continue;
        peers.delete(id);
        peer.close();
      }
      for (const id of ids) if (!peers.has(id)) openPeer(id);
      for (const peer of peers.values())
        peer.limitVideo(Math.min(MAX_VIDEO_BITRATE, TOTAL_VIDEO_BITRATE / peers.size));
    },
    setIceServers(renewed) {
      iceServers = renewed;
      for (const peer of peers.values()) peer.setIceServers(renewed);
    },
    setTracks(ownTracks) {
      tracks = ownTracks;
      for (const peer of peers.values()) peer.setTracks(ownTracks);
    },
    receiveSignal(from, signal) {
      const peer = peers.get(from);
      if (peer) return peer.receive(signal);
      const earlierSignals = earlySignals.get(from) ?? [];
      const isFull = !earlySignals.has(from) && earlySignals.size >= MAX_EARLY_PARTICIPANTS;
      if (isFull || earlierSignals.length >= MAX_EARLY_SIGNALS_PER_PARTICIPANT) return;
      earlySignals.set(from, [...earlierSignals, signal]);
    },
    resume() {
      for (const peer of peers.values()) peer.resume();
    },
    restart() {
      for (const peer of peers.values()) peer.restart();
    },
    getMedia(id) {
      const peer = peers.get(id);
      if (!peer) return NO_PEER_MEDIA;
      return { connection: peer.state, audio: peer.getStream('audio'), video: peer.getStream('video') };
    },
    readAudioLevel: (id) => peers.get(id)?.readAudioLevel() ?? 0,
    close: closePeers,
  };
}
