import { createChatClient, tokenSession } from '@kcs/chat-client';
import { type Calls, type CallsState, createBrowserPlatform, createCalls } from '@kcs/chat-client/calls';
import type { CallPageFunctions, CallView } from '../src/call/call-page-functions.ts';

/** The picture is small, because the browser encodes and decodes the video of all participants on a few cores. */
const CAMERA: MediaTrackConstraints = { width: 160, height: 120, frameRate: 10 };

declare global {
  interface Window {
    callPage: Promise<CallPageFunctions>;
  }
}

async function startCallPage(): Promise<CallPageFunctions> {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const read = (name: string) => parameters.get(name) ?? '';
  const session = await tokenSession({ url: read('url'), getToken: () => read('token') });
  const chat = createChatClient({ session, socketUrl: read('sockets') });
  const connections: RTCPeerConnection[] = [];
  const calls = createCalls({
    chat,
    session,
    camera: CAMERA,
    platform: {
      ...createBrowserPlatform(),
      createPeerConnection: (configuration) => {
        const policy = read('relay') === 'true' ? ({ iceTransportPolicy: 'relay' } as const) : {};
        const connection = new RTCPeerConnection({ ...configuration, ...policy });
        connections.push(connection);
        return connection;
      },
    },
  });
  const phases: { phase: string; at: number }[] = [];
  calls.subscribe(() => {
    const { phase } = calls.getState();
    if (phases.at(-1)?.phase !== phase) phases.push({ phase, at: Date.now() });
    playVideos(calls);
  });
  const openConnections = () => connections.filter(({ connectionState }) => connectionState !== 'closed');
  return {
    join: (roomId) => calls.join(roomId),
    leave: () => calls.leave(),
    shareScreen: () => calls.shareScreen(),
    sendChat: (content) => calls.sendChat(content),
    readView: () => ({ ...toView(calls.getState()), phases }),
    async countFrames() {
      const framesByTrack = await countFramesByTrack(openConnections());
      const { participants } = calls.getState();
      return Object.fromEntries(
        participants.map(({ id, camera, screen }) => [
          id,
          framesByTrack.get(findTrackId(screen ?? camera)) ?? 0,
        ]),
      );
    },
    listPathKinds: async () => (await Promise.all(openConnections().map(findPathKind))).sort(),
  };
}

const toView = ({ participantId, participants, messages, end }: CallsState): Omit<CallView, 'phases'> => ({
  participantId,
  others: participants.map(({ id, userName, connection, isMuted, isCameraOff, camera, screen }) => ({
    id,
    name: userName,
    connection,
    isMuted,
    isCameraOff,
    hasCamera: camera !== null,
    hasScreen: screen !== null,
  })),
  messages: messages.map(({ userName, content }) => `${userName}: ${content}`),
  end: end?.reason ?? null,
});

const findTrackId = (stream: MediaStream | null): string => stream?.getVideoTracks()[0]?.id ?? '';

/**
 * Plays the video of every participant. Otherwise, the browser might not decode it, and there would be no frames to
 * count.
 */
function playVideos(calls: Calls): void {
  for (const { id, camera, screen } of calls.getState().participants) {
    const video = findOrCreateVideo(id);
    const stream = screen ?? camera;
    if (video.srcObject !== stream) video.srcObject = stream;
  }
}

function findOrCreateVideo(id: string): HTMLVideoElement {
  const existingVideo = document.getElementById(id);
  if (existingVideo instanceof HTMLVideoElement) return existingVideo;
  const video = Object.assign(document.createElement('video'), { id, muted: true, autoplay: true });
  document.body.append(video);
  return video;
}

async function countFramesByTrack(connections: readonly RTCPeerConnection[]): Promise<Map<string, number>> {
  const framesByTrack = new Map<string, number>();
  for (const connection of connections) {
    for (const report of (await connection.getStats()).values())
      if (report.type === 'inbound-rtp' && report.kind === 'video')
        framesByTrack.set(report.trackIdentifier, report.framesDecoded ?? 0);
  }
  return framesByTrack;
}

async function findPathKind(connection: RTCPeerConnection): Promise<string> {
  const stats = await connection.getStats();
  for (const report of stats.values()) {
    if (report.type !== 'transport' || !report.selectedCandidatePairId) continue;
    const pair = stats.get(report.selectedCandidatePairId);
    return stats.get(pair.localCandidateId)?.candidateType ?? 'unknown';
  }
  return 'none';
}

window.callPage = startCallPage();
