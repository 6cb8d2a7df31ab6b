import type { UserType } from '@kcs/contracts';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { EventBudgetState } from './event-budget-state.ts';

/** A user with at least one socket on this gateway. All sockets of the user share this object. */
export interface LocalUser {
  readonly id: string;
  name: string;
  userType: UserType;
  /** The user's sockets, oldest first. */
  readonly sockets: Set<ChatSocket>;
  readonly events: EventBudgetState;
}

/** The data that authentication attaches to a socket. */
interface SocketState {
  user: LocalUser;
  sessionId: string;
  /** Expiry time of the socket's token, in Unix milliseconds. */
  expiresAt: number;
  /**
   * Time at which the socket's rooms were requested from chat-api, in Unix milliseconds of the clock that all services
   * share.
   */
  connectedAt: number;
  /**
   * A promise that settles when the socket's latest join or leave has ended. The next join or leave waits for this
   * promise. Undefined if there has been none.
   */
  roomsTurn: Promise<void> | undefined;
  /** Number of the socket's joins and leaves that are running or waiting. */
  roomsTurns: number;
  /**
   * Ids of the rooms for which chat-api is checking the membership, because the socket sent a typing `true`. Undefined if
   * there has been no such check.
   */
  typingChecks: Set<string> | undefined;
  /** Whether the socket has ever joined a meeting. */
  hasJoinedMeeting: boolean;
  /**
   * For each room, a promise that settles when the socket's latest `send-message` event has been handled. The next
   * `send-message` event waits for this promise, so that messages keep their order. Undefined if the socket has sent no
   * message.
   */
  sendTurns: Map<string, Promise<void>> | undefined;
}

type UntypedEvents = DefaultEventsMap;
export type ChatSocket = Socket<UntypedEvents, UntypedEvents, UntypedEvents, SocketState>;
export type ChatServer = Server<UntypedEvents, UntypedEvents, UntypedEvents, SocketState>;
