import { asApiError } from '@kcs/chat-client';
import { type Notice, noticed } from './toast.ts';

export interface NoticeBoard {
  /** The same list until it changes: fits `useSyncExternalStore`. */
  get(): readonly Notice[];
  subscribe(listener: () => void): () => void;
  inform(text: string): void;
  /** Says why something did not work. The end of a session is not told here: the login page says it. */
  complain(thrown: unknown): void;
  dismiss(id: number): void;
}

/** Holds what the user should be told now. */
export function createNoticeBoard(): NoticeBoard {
  let notices: readonly Notice[] = [];
  const listeners = new Set<() => void>();
  const put = (next: readonly Notice[]) => {
    notices = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => notices,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    inform: (text) => put(noticed(notices, 'info', text)),
    complain(thrown) {
      const error = asApiError(thrown);
      if (error.code !== 'UNAUTHENTICATED') put(noticed(notices, 'problem', error.message));
    },
    dismiss: (id) => put(notices.filter((notice) => notice.id !== id)),
  };
}
