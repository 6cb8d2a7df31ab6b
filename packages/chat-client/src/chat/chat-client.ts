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
  /** The origin of Socket.IO. Default: the session's `url`. */
  readonly socketUrl?: string;
  /** The transports in the order in which they are tried. Default: `websocket`, then `polling`. */
  readonly transports?: readonly TransportName[];
}

/** The running client of one session. Methods that return a promise throw `ApiError` unless stated otherwise. */
export interface ChatClient {
  /** Returns the same object until something changes, as `useSyncExternalStore` requires. */
  getState(): ChatState;
  /** Calls the listener after every change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Listens to one kind of event. Returns a function that removes the listener. */
  readonly on: Emitter<ChatEvents>['on'];
  /** REST routes by name, as this user. `session.request` reaches every other route. */
  readonly api: ChatApi;

  /**
   * Opens a room's timeline and keeps its members and presence current. Call it again if a page failed to load. Never
   * throws.
   */
  open(roomId: string): Promise<void>;
  /** Drops a room's timeline, and its members unless `watchPeople` keeps them. */
  close(roomId: string): void;
  /** Loads the page before the loaded messages. The timeline shows a failure. Never throws. */
  loadOlder(roomId: string): Promise<void>;
  /** Loads a room's members and presence and keeps both current, without its timeline. Never throws. */
  watchPeople(roomId: string): Promise<void>;

  /** Adds a message to the outbox, from where it is sent. Resolves with its `clientMsgId` once it is in the outbox. */
  send(roomId: string, draft: Draft): Promise<string>;
  /** Sends a failed message again, after all waiting messages. */
  sendAgain(clientMsgId: string): Promise<void>;
  /** Removes a pending message. If it is being sent now, it may still be stored and shown. */
  discard(roomId: string, clientMsgId: string): Promise<void>;

  /** Moves the user's read cursor to `seq`. Call it only for a seq that was on the screen. */
  seen(roomId: string, seq: number): void;
  /** Reports a key press in the room's message field. */
  typed(roomId: string): void;
  stopTyping(): void;
  setStatus(status: PresenceStatus): Promise<void>;

  /** Creates a room. Resolves with its id once it is in the state. */
  createRoom(roomType: RoomType, memberIds: readonly string[], name?: string): Promise<string>;
  /** Mutes the room for this user, on all their devices. */
  mute(roomId: string, muted: boolean): Promise<void>;
  leave(roomId: string): Promise<void>;

  /** Connects now instead of waiting for the next attempt. */
  wake(): void;
  /** Ends the connection and all work. Messages stay in the outbox for the user's next client. */
  stop(): void;
  /** Stops the client, deletes unsent messages, and ends the session. Never throws. */
  logOut(): Promise<void>;
}
