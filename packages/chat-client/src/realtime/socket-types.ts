import type {
  ClientEventName,
  ClientEventPayload,
  ServerEventName,
  ServerEventPayload,
  SocketFailure,
} from '@kcs/contracts';
import type { Socket } from 'socket.io-client';

/** The acknowledgment that each client event receives if it succeeds. */
export interface AcknowledgmentByEvent {
  'join-chat-rooms': ServerEventPayload<'chat-rooms-joined'>;
  'leave-chat-room': ServerEventPayload<'chat-room-left'>;
  'send-message': ServerEventPayload<'message-sent'>;
  'mark-messages-seen': ServerEventPayload<'messages-seen-acknowledged'>;
  'update-chat-status': ServerEventPayload<'chat-status-updated'>;
  'get-room-online-users': ServerEventPayload<'room-online-users'>;
  'refresh-auth': ServerEventPayload<'auth-refreshed'>;
  'join-meeting': ServerEventPayload<'meeting-joined'>;
  'leave-meeting': ServerEventPayload<'meeting-left'>;
  'webrtc-signal': EmptyAcknowledgment;
  'screen-share': EmptyAcknowledgment;
  'meeting-media-state': EmptyAcknowledgment;
  'chat-in-meet': EmptyAcknowledgment;
}
interface EmptyAcknowledgment {
  readonly success: true;
}
/** The names of client events that the server acknowledges. */
export type RequestName = keyof AcknowledgmentByEvent & ClientEventName;

type ServerEvents = { [E in ServerEventName]: (payload: ServerEventPayload<E>) => void };
type ClientEvents = {
  [E in ClientEventName]: (
    payload: ClientEventPayload<E>,
    acknowledge?: (
      result: E extends RequestName ? AcknowledgmentByEvent[E] | SocketFailure : unknown,
    ) => void,
  ) => void;
};

export type ChatSocket = Socket<ServerEvents, ClientEvents>;
