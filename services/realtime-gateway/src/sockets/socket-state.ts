import type { UserType } from '@kcs/contracts';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** A user with at least one socket on this gateway. All sockets of the user share it. */
export interface LocalUser {
  readonly id: string;
  name: string;
  userType: UserType;
  /** In the order of connecting: the first is the oldest. */
  readonly sockets: Set<ChatSocket>;
  /** Events the user may still send in the second that began at `budgetFrom`. */
  budget: number;
  budgetFrom: number;
}

/** The data of a socket, set at authentication. */
interface SocketState {
  user: LocalUser;
  sessionId: string;
  /** When the token expires, in milliseconds since the epoch. */
  expiresAt: number;
  /** Runs joins and leaves of this socket one after the other. */
  roomsTurn: Promise<void>;
  /** Runs sends of this socket one after the other per room, so that they keep their order. */
  readonly sendTurns: Map<string, Promise<void>>;
}

type Events = DefaultEventsMap;
export type ChatSocket = Socket<Events, Events, Events, SocketState>;
export type ChatServer = Server<Events, Events, Events, SocketState>;
