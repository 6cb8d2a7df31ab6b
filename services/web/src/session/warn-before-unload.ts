import { type ChatClient, isOnlyHere } from '@kcs/chat-client';

/**
 * Makes the browser ask before the page goes while a message is nowhere but in it. `survivesReload`: what the outbox
 * holds does. Returns how to stop.
 */
export function guardUnload(chat: ChatClient, survivesReload: boolean): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    const pending = Object.values(chat.getState().pending).flat();
    const isLost = pending.some((one) => isOnlyHere(one) || (!survivesReload && one.state !== 'sent'));
    if (isLost) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}
