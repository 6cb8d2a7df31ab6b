import type { UserType } from '@kcs/contracts';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';

/** A user with at least one socket on this gateway; shared by all of them. */
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

/** What a socket knows of itself from its authentication on. */
export interface SocketState {
  user: LocalUser;
  sessionId: string;
  /** When the token ends, in milliseconds since the epoch. */
  expiresAt: number;
  /** Joins and leaves of one socket, one after the other. */
  roomsTurn: Promise<void>;
  /** Sends of one socket, one after the other in each room: they keep the order in which they were sent. */
  readonly sendTurns: Map<string, Promise<void>>;
}

type Events = DefaultEventsMap;
export type ChatSocket = Socket<Events, Events, Events, SocketState>;
export type ChatServer = Server<Events, Events, Events, SocketState>;
