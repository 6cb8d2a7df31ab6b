import type { ChatNotification, Room, RoomEvent } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import type { OutboxItem } from '../outbox/outbox.ts';

/** Events that a client emits in addition to changes of its state. */
export interface ChatEvents {
  /**
   * Every persisted event of every known room: in order, without a gap, each once, across disconnects (PROM-3). An event
   * of a kind that this version does not know changes no state but the position (LOG-7).
   */
  'room-event': RoomEvent;
  /** Events of this room were lost for good, so the room was loaded again. */
  'room-reset': { readonly roomId: string };
  'room-added': { readonly room: Room };
  /**
   * The user is no longer a member, or the room was deleted. `event` is the event that ended it; null if a response
   * showed the end. `own` is true if the user ended it themselves.
   */
  'room-ended': { readonly room: Room; readonly event: RoomEvent | null; readonly own: boolean };
  notification: ChatNotification;
  /** The server refused a message. It stays in the outbox as failed, unless the user has lost access to its room. */
  'message-refused': { readonly item: OutboxItem; readonly error: ApiError };
  'session-ended': { readonly code: string };
  /** Background work failed and is not retried. */
  problem: ApiError;
}

/** Events between the parts of a client. Applications do not receive them. */
export interface InternalEvents extends ChatEvents {
  /** The room ended, but the user seems to have been added to it again, so it must be loaded as a new room. */
  'room-returned': { readonly roomId: string };
}

export interface Emitter<E> {
  emit<N extends keyof E>(name: N, value: E[N]): void;
  /** Returns a function that removes the listener. */
  on<N extends keyof E>(name: N, listener: (value: E[N]) => void): () => void;
}

/**
 * Returns an emitter with isolated listeners: an error in one listener is thrown globally and does not affect the
 * others.
 */
export function createEmitter<E>(): Emitter<E> {
  const listeners = new Map<keyof E, Set<(value: never) => void>>();
  return {
    emit(name, value) {
      for (const listener of listeners.get(name) ?? []) {
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
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => known.delete(listener);
    },
  };
}
