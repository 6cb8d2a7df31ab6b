import { type BrowserOutbox, type ChatClient, isUnsaved } from '@kcs/chat-client';
import type { DraftStore } from '../composer/draft-store.ts';

interface UnsentTextSources {
  readonly chat: Pick<ChatClient, 'getState'>;
  readonly drafts: Pick<DraftStore, 'wouldLoseText'>;
}

/**
 * Makes the browser ask for confirmation if leaving the page would lose a message or a draft. Returns a function that
 * removes the warning.
 */
export function warnBeforeUnload(
  { chat, drafts }: UnsentTextSources,
  outbox: Pick<BrowserOutbox, 'wouldLoseItems'>,
): () => void {
  function onBeforeUnload(event: BeforeUnloadEvent): void {
    const pendingMessages = Object.values(chat.getState().pending).flat();
    const wouldLoseMessage = outbox.wouldLoseItems() || pendingMessages.some(isUnsaved);
    if (wouldLoseMessage || drafts.wouldLoseText()) event.preventDefault();
  }
  window.addEventListener('beforeunload', onBeforeUnload);
  return () => window.removeEventListener('beforeunload', onBeforeUnload);
}
