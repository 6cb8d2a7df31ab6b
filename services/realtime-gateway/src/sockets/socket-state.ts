import type { UserType } from '@kcs/contracts';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** A user with at least one socket on this gateway. All sockets of the user share it. */
export interface LocalUser {
  readonly id: string;
  name: string;
  userType: UserType;
  /** The user's sockets in the order in which they connected, oldest first. */
  readonly sockets: Set<ChatSocket>;
  /** The number of events that the user may still send in the second that began at `budgetFrom`. */
  budget: number;
  budgetFrom: number;
}

/** The data of a socket, set at authentication. */
interface SocketState {
  user: LocalUser;
  sessionId: string;
  /** When the token expires, in milliseconds since the epoch. */
  expiresAt: number;
  /** The last join or leave of this socket. The next one waits for it. */
  roomsTurn: Promise<void>;
  /** The last send of this socket in each room. The next one waits for it, so that messages keep their order. */
  readonly sendTurns: Map<string, Promise<void>>;
}

type Events = DefaultEventsMap;
export type ChatSocket = Socket<Events, Events, Events, SocketState>;
export type ChatServer = Server<Events, Events, Events, SocketState>;
