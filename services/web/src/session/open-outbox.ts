import { indexedDbOutbox, memoryOutbox, type Outbox } from '@kcs/chat-client';

/** A browser without storage says so at once; one that is busy takes a while. Longer than this it is not waited for. */
const OPEN_WITHIN_MS = 10_000;

interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly survivesReload: boolean;
}

/**
 * The user's outbox in this browser. Where that cannot be used (some private windows have none), one in memory: what
 * is not sent then does not outlive the page.
 */
export async function openOutbox(userId: string): Promise<OpenedOutbox> {
  const durable = indexedDbOutbox(userId);
  let timer: number | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(reject, OPEN_WITHIN_MS);
  });
  try {
    return { outbox: await Promise.race([durable, late]), survivesReload: true };
  } catch {
    durable.then((outbox) => outbox.close()).catch(() => undefined);
    return { outbox: memoryOutbox(), survivesReload: false };
  } finally {
    clearTimeout(timer);
  }
}
