import type { CallParticipant, CallsState } from '@kcs/chat-client/calls';
import type { GridTile } from './call-grid.tsx';

/** Identifies the user's own tile. */
export const OWN_TILE_ID = 'own';

/** Returns the tile of another participant. */
export const createOtherTile = (person: CallParticipant, isSpeaking: boolean): GridTile => ({
  tileId: person.id,
  userId: person.userId,
  name: person.userName,
  isMuted: person.isMuted,
  isCameraOff: person.isCameraOff,
  isSharing: person.isSharing,
  isSpeaking: isSpeaking && !person.isMuted,
  connectionText: TEXT_BY_CONNECTION_STATE[person.connection],
  video: person.screen ?? person.camera,
});

const TEXT_BY_CONNECTION_STATE = {
  connecting: 'Connecting…',
  connected: null,
  reconnecting: 'Reconnecting…',
} as const;

/** Returns the user's own tile. It shows the shared screen rather than the camera, as the others see it. */
export function createOwnTile(
  { media, phase }: Pick<CallsState, 'media' | 'phase'>,
  me: { readonly id: string; readonly name: string },
  isSpeaking: boolean,
): GridTile {
  return {
    tileId: OWN_TILE_ID,
    userId: me.id,
    name: me.name,
    isMuted: !media.microphone.isOn,
    isCameraOff: !media.camera.isOn,
    isSharing: media.screenStream !== null,
    isSpeaking: isSpeaking && media.microphone.isOn,
    connectionText: phase === 'reconnecting' ? 'Reconnecting…' : null,
    video: media.screenStream ?? media.cameraStream,
  };
}
