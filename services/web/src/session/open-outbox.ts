import { indexedDbOutbox, memoryOutbox, type Outbox } from '@kcs/chat-client';

/**
 * How long to wait for browser storage before using an outbox in memory. Opening the storage fails immediately if the
 * browser has none, but can take several seconds if the browser is busy. A shorter wait would leave out stored messages.
 */
const OPEN_TIMEOUT_MS = 10_000;

interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly survivesReload: boolean;
}

/**
 * Opens the user's outbox in this browser. If the browser offers no storage, as in some private windows, the outbox is
 * kept in memory, and unsent messages are lost when the page closes. Never rejects.
 */
export async function openOutbox(userId: string): Promise<OpenedOutbox> {
  const durableOutbox = indexedDbOutbox(userId);
  let timer: number | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = window.setTimeout(reject, OPEN_TIMEOUT_MS);
  });
  try {
    return { outbox: await Promise.race([durableOutbox, timeout]), survivesReload: true };
  } catch {
    // Close the durable outbox if it opens after the timeout, because the page no longer uses it.
    durableOutbox.then((outbox) => outbox.close()).catch(() => undefined);
    return { outbox: memoryOutbox(), survivesReload: false };
  } finally {
    clearTimeout(timer);
  }
}
