import type { Meeting } from '@kcs/contracts';
import type { ChatClient } from '../chat/chat-client.ts';
import type { Time } from '../time/time.ts';
import type { CallEnd, CallsState, IceServers } from './calls-state.ts';
import type { MediaFlags } from './media-state-reporter.ts';
import type { MeetingApi } from './meeting-api.ts';
import type { OwnTracks } from './own-media.ts';
import type { PeerMesh } from './peer-mesh.ts';

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
