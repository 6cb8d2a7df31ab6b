import { indexedDbOutbox, memoryOutbox, type Outbox } from '@kcs/chat-client';

/**
 * A browser without storage fails immediately, but a busy browser can take a while. After this time we continue without
 * storage.
 */
const OPEN_TIMEOUT_MS = 10_000;

interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly survivesReload: boolean;
}

/**
 * Opens the user's outbox in this browser. If there is no storage, as in some private windows, the outbox is in memory,
 * and unsent messages are lost when the page closes. Never rejects.
 */
export async function openOutbox(userId: string): Promise<OpenedOutbox> {
  const durable = indexedDbOutbox(userId);
  let timer: number | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = window.setTimeout(reject, OPEN_TIMEOUT_MS);
  });
  try {
    return { outbox: await Promise.race([durable, timeout]), survivesReload: true };
  } catch {
    // The durable outbox may still open after the timeout. Close it then.
    durable.then((outbox) => outbox.close()).catch(() => undefined);
    return { outbox: memoryOutbox(), survivesReload: false };
  } finally {
    clearTimeout(timer);
  }
}
