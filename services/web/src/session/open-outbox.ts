import { indexedDbOutbox, memoryOutbox, type Outbox } from '@kcs/chat-client';

/** A browser without storage fails at once, but a busy one can take a while. Then we continue without it. */
const OPEN_TIMEOUT_MS = 10_000;

interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly survivesReload: boolean;
}

/**
 * Opens the user's outbox in this browser. Some private windows have no storage: they get an outbox in memory, and
 * unsent messages are lost with the page. Never rejects.
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
    // It may still open after the timeout.
    durable.then((outbox) => outbox.close()).catch(() => undefined);
    return { outbox: memoryOutbox(), survivesReload: false };
  } finally {
    clearTimeout(timer);
  }
}
