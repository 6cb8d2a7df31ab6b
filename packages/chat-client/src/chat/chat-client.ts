import type {
  ClientEventPayload,
  NotificationLevel,
  PostPolicy,
  PresenceStatus,
  RoomType,
} from '@kcs/contracts';
import type { ChatApi } from '../api/chat-api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { TransportName } from '../realtime/socket-link.ts';
import type { AcknowledgmentByEvent, RequestName } from '../realtime/socket-types.ts';
import type { Session } from '../session/session.ts';
import type { ChatState } from '../state/chat-state.ts';
import type { SeenNotifications } from '../state/notification-list.ts';
import type { ChatEvents, Emitter } from './chat-events.ts';
import type { Draft } from './draft.ts';
import type { TimelineStart } from './history.ts';

export interface ChatOptions {
  readonly session: Session;
  /** The outbox that keeps unsent messages. Default: an outbox in memory. */
  readonly outbox?: Outbox;
  /** The origin of the Socket.IO server. Default: the session's `url`. */
  readonly socketUrl?: string;
  /** The Socket.IO transports, in the order in which to try them. Default: `websocket`, then `polling`. */
  readonly transports?: readonly TransportName[];
}

/**
 * A running chat client for one session. A method that returns a promise throws `ApiError` if it fails, unless its
 * comment says otherwise.
 */
export interface ChatClient {
  /**
   * Returns the current state. The object stays the same until something changes, as `useSyncExternalStore` requires.
   */
  getState(): ChatState;
  /** Calls the listener after every state change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Adds a listener for one type of event. Returns a function that removes the listener. */
  readonly on: Emitter<ChatEvents>['on'];
  /**
   * Sends a socket event and returns the server's acknowledgment. Throws `UNREACHABLE` if the client is disconnected.
   * If this client has a method for the same purpose, use that method instead.
   */
  request<E extends RequestName>(event: E, payload: ClientEventPayload<E>): Promise<AcknowledgmentByEvent[E]>;
  /** The REST routes, called as this user. For a route without a method here, use `session.request`. */
  readonly api: ChatApi;

  /**
   * Opens a room's timeline and keeps the room's members and presence current. The timeline begins with the newest
   * messages. With `at: 'unread'`, the timeline begins around the first message that the user has not seen. If the
   * first page failed to load, call this method again to retry. Never throws.
   */
  open(roomId: string, options?: { readonly at?: TimelineStart }): Promise<void>;
  /** Drops a room's timeline. Drops the room's members as well, unless `watchPeople` was called for the room. */
  close(roomId: string): void;
  /**
   * Loads the next older page of an open timeline. If the request fails, the timeline is marked as failed. Never
   * throws.
   */
  loadOlder(roomId: string): Promise<void>;
  /**
   * Loads the next newer page of an open timeline. If the request fails, the timeline is marked as failed. Never
   * throws.
   */
  loadNewer(roomId: string): Promise<void>;
  /**
   * Moves the loaded part of an open timeline so that it includes `seq`. If the request fails, the loaded part stays
   * the same.
   */
  loadAround(roomId: string, seq: number): Promise<void>;
  /**
   * Moves the loaded part of an open timeline to the newest messages. If the request fails, the loaded part stays the
   * same.
   */
  loadNewest(roomId: string): Promise<void>;
  /**
   * Drops the messages of an open timeline that are far from `seq`, where the user is reading. Does nothing while a
   * page is loading.
   */
  trim(roomId: string, seq: number): void;
  /** Loads a room's members and presence without its timeline, and keeps them current. Never throws. */
  watchPeople(roomId: string): Promise<void>;

  /**
   * Loads the user's notifications and mentions, and keeps them current. They appear in the state as `notifications`.
   * Call this method once.
   */
  watchNotifications(): void;
  /**
   * Loads the next older page of notifications. If the last request failed, repeats that request instead. Never throws.
   */
  loadMoreNotifications(): Promise<void>;
  /**
   * Marks notifications as seen on all devices of the user: those in `ids`, or the notification `allBefore` and all
   * older ones. The list changes immediately, and changes back if the request fails.
   */
  markNotificationsSeen(seen: SeenNotifications): Promise<void>;

  /**
   * Queues a message in the outbox, from which it is sent. Resolves with its `clientMsgId` as soon as the outbox has
   * saved it.
   */
  send(roomId: string, draft: Draft): Promise<string>;
  /** Queues a failed message again, behind all waiting messages. */
  sendAgain(clientMsgId: string): Promise<void>;
  /**
   * Removes a pending message from the outbox. If the client has already started to send the message, the server may
   * still store it. To replace the message with another text, pass the message's id as `rewrites` in the next draft.
   */
  discard(roomId: string, clientMsgId: string): Promise<void>;

  /**
   * Moves the user's read cursor forward to `seq`. Call this method only after the message with this `seq` has been on
   * screen.
   */
  markSeen(roomId: string, seq: number): void;
  /** Call this method on every key press in the room's message field. It starts or continues the typing indicator. */
  reportKeyPress(roomId: string): void;
  stopTyping(): void;
  setStatus(status: PresenceStatus): Promise<void>;

  /** Creates a room. Resolves with the room's id once the room is in the client's state. */
  createRoom(
    roomType: RoomType,
    memberIds: readonly string[],
    name?: string,
    postPolicy?: PostPolicy,
  ): Promise<string>;
  /** Mutes or unmutes the room for this user, on all their devices. */
  mute(roomId: string, muted: boolean): Promise<void>;
  /** Sets which messages in the room notify this user, on all their devices. */
  setNotificationLevel(roomId: string, level: NotificationLevel): Promise<void>;
  leave(roomId: string): Promise<void>;

  /**
   * If the client is disconnected, reconnects now instead of waiting for the next scheduled attempt. If the client is
   * connected, probes the connection and replaces it unless the server answers within a few seconds.
   */
  wake(): void;
  /**
   * Closes the connection and ends all background work. Unsent messages stay in the outbox for the user's next client.
   */
  stop(): void;
  /** Stops the client, deletes unsent messages, and ends the session. Never throws. */
  logOut(): Promise<void>;
}
