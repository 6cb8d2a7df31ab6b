import type { ChatNotification, Room, RoomEvent } from '@kcs/contracts';
import type { ApiError } from '../api/api-error.ts';
import type { OutboxItem } from '../outbox/outbox.ts';

/** What a client tells besides its state. */
export interface ChatEvents {
  /** Every lasting event of every room since the client knows it: in order, without a gap, each once, across disconnects. */
  'room-event': RoomEvent;
  /** Events of this room are gone for good (the server keeps them for weeks); it was loaded afresh. */
  'room-reset': { readonly roomId: string };
  'room-added': { readonly room: Room };
  /**
   * The user is no longer a member, or the room was deleted; `event` where it was that which told. `own`: by the user's
   * own doing.
   */
  'room-ended': { readonly room: Room; readonly event: RoomEvent | null; readonly own: boolean };
  notification: ChatNotification;
  /** The server refused a message. It stays in the outbox as failed, unless its room is over. */
  'message-refused': { readonly item: OutboxItem; readonly error: ApiError };
  'session-ended': { readonly code: string };
  /** Something in the background did not work and is not tried again by itself. */
  problem: ApiError;
}

export interface Emitter<E> {
  emit<N extends keyof E>(name: N, value: E[N]): void;
  /** Answers how to stop listening. */
  on<N extends keyof E>(name: N, listener: (value: E[N]) => void): () => void;
}

/** A listener that throws does so on its own: neither the client nor other listeners are disturbed. */
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
