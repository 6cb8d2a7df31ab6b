import type { ChatNotification, Room, RoomEvent } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import type { OutboxItem } from '../outbox/outbox.ts';
import type { ServerEvent } from '../realtime/link.ts';

/** The events that a client emits in addition to state changes. */
export interface ChatEvents {
  /**
   * A persisted event in one of the user's rooms. Each one is emitted exactly once, in order within its room and
   * without gaps, even across disconnects (PROM-3). An event of an unknown kind, sent by a newer server, only advances
   * the room's position (LOG-7).
   */
  'room-event': RoomEvent;
  /** Some events of this room can no longer be fetched, so the room was loaded again. */
  'room-reset': { readonly roomId: string };
  'room-added': { readonly room: Room };
  /**
   * The user left the room or was removed from it, or the room was deleted. `event` is the corresponding room event, or
   * null if the client learned of this from a server response. `own` is true if this user left or deleted the room.
   */
  'room-ended': { readonly room: Room; readonly event: RoomEvent | null; readonly own: boolean };
  notification: ChatNotification;
  /**
   * The server refused a message. The message stays in the outbox with the state `failed`, unless the user has lost
   * access to the room.
   */
  'message-refused': { readonly item: OutboxItem; readonly error: ApiError };
  'session-ended': { readonly code: string };
  /** The socket is connected, for the first time or again. */
  connected: undefined;
  /** The socket received an event of any kind. Room events also appear in `room-event`, in order. */
  'server-event': ServerEvent;
  /** Background work failed and will not be retried. */
  problem: ApiError;
}

/** All events, including internal ones between the parts of a client. Applications receive only `ChatEvents`. */
export interface InternalEvents extends ChatEvents {
  /**
   * The client removed the room, but the user seems to have been added to it again. The room must be loaded as if it
   * were new.
   */
  'room-returned': { readonly roomId: string };
  /**
   * The server stored the user's read cursor for a room that the client does not know, for example because the user has
   * just left it.
   */
  'unknown-room-seen': { readonly roomId: string };
}

export interface Emitter<E> {
  emit<N extends keyof E>(name: N, value: E[N]): void;
  /** Adds a listener for one type of event. Returns a function that removes the listener. */
  on<N extends keyof E>(name: N, listener: (value: E[N]) => void): () => void;
}

/**
 * Creates an event emitter. If a listener throws, the error is rethrown as an uncaught error, and the other listeners
 * still run.
 */
export function createEmitter<E>(): Emitter<E> {
  const listenersByEvent = new Map<keyof E, Set<(value: never) => void>>();
  return {
    emit(name, value) {
      for (const listener of listenersByEvent.get(name) ?? []) {
        try {
          listener(value as never);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    on(name, listener) {
      const eventListeners = listenersByEvent.get(name) ?? new Set();
      listenersByEvent.set(name, eventListeners.add(listener));
      return () => eventListeners.delete(listener);
    },
  };
}
