import { asApiError } from '@kcs/chat-client';
import { addToast, type Toast, type ToastAction } from './toast.ts';

export interface ToastBoard {
  /**
   * Returns the visible toasts. The array stays the same object until the toasts change, as `useSyncExternalStore`
   * requires.
   */
  get(): readonly Toast[];
  /** Calls the listener each time the toasts change. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Shows a text as a toast. `roomId` is the id of the room that the text is about, if any. */
  showInfo(text: string, roomId?: string, action?: ToastAction): void;
  /**
   * Shows an error's message as a toast. Ignores an error that ends the session, because the login page explains why
   * the session ended.
   */
  showProblem(thrown: unknown): void;
  dismiss(id: number): void;
  /** Removes all toasts about a room. Call this method when the user opens the room. */
  dismissForRoom(roomId: string): void;
}

/** Creates a store for the toasts that are currently shown. */
export function createToastBoard(): ToastBoard {
  let visibleToasts: readonly Toast[] = [];
  const toastListeners = new Set<() => void>();
  function replaceToasts(next: readonly Toast[]): void {
    visibleToasts = next;
    for (const listener of toastListeners) listener();
  }
  return {
    get: () => visibleToasts,
    subscribe(listener) {
      toastListeners.add(listener);
      return () => toastListeners.delete(listener);
    },
    showInfo: (text, roomId, action) =>
      replaceToasts(addToast(visibleToasts, { kind: 'info', text, roomId, action })),
    showProblem(thrown) {
      const apiError = asApiError(thrown);
      if (apiError.code === 'UNAUTHENTICATED') return;
      replaceToasts(addToast(visibleToasts, { kind: 'problem', text: apiError.message }));
    },
    dismiss: (id) => replaceToasts(visibleToasts.filter((toast) => toast.id !== id)),
    dismissForRoom: (roomId) => replaceToasts(visibleToasts.filter((toast) => toast.roomId !== roomId)),
  };
}
