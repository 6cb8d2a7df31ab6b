import { type ChatClient, isUnsaved } from '@kcs/chat-client';
import type { DraftStore } from '../composer/draft-store.ts';

interface Unsent {
  readonly chat: Pick<ChatClient, 'getState'>;
  readonly drafts: Pick<DraftStore, 'wouldLoseText'>;
}

/**
 * Makes the browser ask for confirmation if leaving the page would lose a message or a draft. `survivesReload` says whether the
 * outbox keeps its messages across a reload. Returns a function that removes the warning.
 */
export function warnBeforeUnload({ chat, drafts }: Unsent, survivesReload: boolean): () => void {
  function onBeforeUnload(event: BeforeUnloadEvent): void {
    const pending = Object.values(chat.getState().pending).flat();
    const wouldLoseMessage = pending.some(
      (message) => isUnsaved(message) || (!survivesReload && message.state !== 'sent'),
    );
    if (wouldLoseMessage || drafts.wouldLoseText()) event.preventDefault();
  }
  window.addEventListener('beforeunload', onBeforeUnload);
  return () => window.removeEventListener('beforeunload', onBeforeUnload);
}
