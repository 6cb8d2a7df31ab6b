import type {
  ClientEventName,
  ClientEventPayload,
  ServerEventName,
  ServerEventPayload,
  SocketFailure,
} from '@kcs/contracts';
import type { Socket } from 'socket.io-client';

/** What each client event's callback gets when it succeeded. */
export interface Acknowledgements {
  'join-chat-rooms': ServerEventPayload<'chat-rooms-joined'>;
  'leave-chat-room': ServerEventPayload<'chat-room-left'>;
  'send-message': ServerEventPayload<'message-sent'>;
  'mark-messages-seen': ServerEventPayload<'messages-seen-acknowledged'>;
  'update-chat-status': ServerEventPayload<'chat-status-updated'>;
  'get-room-online-users': ServerEventPayload<'room-online-users'>;
  'refresh-auth': ServerEventPayload<'auth-refreshed'>;
}
export type AskName = keyof Acknowledgements & ClientEventName;

export type ServerEvents = { [E in ServerEventName]: (payload: ServerEventPayload<E>) => void };
export type ClientEvents = {
  [E in ClientEventName]: (
    payload: ClientEventPayload<E>,
    answer?: (answer: E extends AskName ? Acknowledgements[E] | SocketFailure : unknown) => void,
  ) => void;
};

export type ChatSocket = Socket<ServerEvents, ClientEvents>;
