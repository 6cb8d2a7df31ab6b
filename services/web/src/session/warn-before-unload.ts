import { type ChatClient, isUnsaved } from '@kcs/chat-client';

/**
 * Makes the browser ask for confirmation if leaving the page would lose a message. `survivesReload` says whether the
 * outbox keeps its messages across a reload. Returns a function that removes the warning.
 */
export function warnBeforeUnload(chat: Pick<ChatClient, 'getState'>, survivesReload: boolean): () => void {
  function onBeforeUnload(event: BeforeUnloadEvent): void {
    const pending = Object.values(chat.getState().pending).flat();
    const wouldLoseMessage = pending.some(
      (message) => isUnsaved(message) || (!survivesReload && message.state !== 'sent'),
    );
    if (wouldLoseMessage) event.preventDefault();
  }
  window.addEventListener('beforeunload', onBeforeUnload);
  return () => window.removeEventListener('beforeunload', onBeforeUnload);
}
