import type { UserType } from '@kcs/contracts';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { EventCount } from './event-count.ts';

/** A user with at least one socket on this gateway. All sockets of the user share this object. */
export interface LocalUser {
  readonly id: string;
  name: string;
  userType: UserType;
  /** The user's sockets in the order in which they connected, oldest first. */
  readonly sockets: Set<ChatSocket>;
  readonly events: EventCount;
}

/** The data of a socket, which is set at authentication. */
interface SocketState {
  user: LocalUser;
  sessionId: string;
  /** Expiry time of the token, in Unix milliseconds. */
  expiresAt: number;
  /** When the socket's rooms were requested from chat-api, in Unix milliseconds of the clock that all services share. */
  connectedAt: number;
  /** A promise that settles when the socket's last join or leave has ended. The next join or leave waits for it. */
  roomsTurn: Promise<void>;
  /** The number of the socket's joins and leaves that have not ended. */
  roomsTurns: number;
  /** The rooms for which the socket sent a typing `true` that waits for chat-api to confirm the membership. */
  readonly typingChecks: Set<string>;
  /**
   * For each room, a promise that settles when the socket's last send to the room has ended. The next send waits for
   * it, so that messages keep their order.
   */
  readonly sendTurns: Map<string, Promise<void>>;
}

type Events = DefaultEventsMap;
export type ChatSocket = Socket<Events, Events, Events, SocketState>;
export type ChatServer = Server<Events, Events, Events, SocketState>;
