import type { PresenceStatus, RoomType } from '@kcs/contracts';
import type { ChatApi } from '../api/chat-api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { TransportName } from '../realtime/socket-link.ts';
import type { Session } from '../session/session.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { ChatEvents, Emitter } from './chat-events.ts';
import type { Draft } from './draft.ts';

export interface ChatOptions {
  readonly session: Session;
  /** Default: in memory. */
  readonly outbox?: Outbox;
  /** Origin of Socket.IO. Default: the session's `url`. */
  readonly socketUrl?: string;
  /** In the order in which they are tried. Default: `websocket`, then `polling`. */
  readonly transports?: readonly TransportName[];
}

/** The running client of one session. Methods that return a promise throw `ApiError`, unless they say otherwise. */
export interface ChatClient {
  /** The same object until something changes: fits `useSyncExternalStore`. */
  getState(): ChatState;
  /** Calls the listener after every change; returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Listens to one kind of event; returns a function that removes the listener. */
  readonly on: Emitter<ChatEvents>['on'];
  /** REST routes by name, as this user. `session.request` reaches every other route. */
  readonly api: ChatApi;

  /** Opens a room's timeline and keeps its members and presence current. Call it again after a page failed. Never throws. */
  open(roomId: string): Promise<void>;
  /** Forgets a room's timeline, and its members unless `watchPeople` keeps them. */
  close(roomId: string): void;
  /** Loads the page above the loaded messages. The timeline shows a failure; never throws. */
  loadOlder(roomId: string): Promise<void>;
  /** Loads a room's members and presence and keeps both current, without its timeline. Never throws. */
  watchPeople(roomId: string): Promise<void>;

  /** Resolves with the `clientMsgId` when the message is in the outbox. It is sent from there. */
  send(roomId: string, draft: Draft): Promise<string>;
  /** Sends a failed message again, after all that are waiting. */
  sendAgain(clientMsgId: string): Promise<void>;
  /** Removes a pending message. One that is being sent now may still be stored, and is shown then. */
  discard(roomId: string, clientMsgId: string): Promise<void>;

  /** Moves the user's read cursor to `seq`, which must have been on the screen. */
  seen(roomId: string, seq: number): void;
  /** A key was pressed in the room's message field. */
  typed(roomId: string): void;
  stopTyping(): void;
  setStatus(status: PresenceStatus): Promise<void>;

  /** Resolves with the room's id when the room is in the state. */
  createRoom(roomType: RoomType, memberIds: readonly string[], name?: string): Promise<string>;
  /** Changes the setting for this user. The user's other clients see it with their next connection. */
  mute(roomId: string, muted: boolean): Promise<void>;
  leave(roomId: string): Promise<void>;

  /** Connects now instead of waiting for the next attempt. */
  wake(): void;
  /** Ends the connection and all work. The outbox keeps its messages for the next client of this user. */
  stop(): void;
  /** Stops, deletes unsent messages and ends the session. Never throws. */
  logOut(): Promise<void>;
}
