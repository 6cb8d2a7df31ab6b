import { indexedDbOutbox, memoryOutbox, type Outbox } from '@kcs/chat-client';

/** A browser that takes longer to open its storage is not waited for. */
const OPEN_WITHIN_MS = 2_000;

/**
 * The user's outbox in this browser. Where that cannot be used (some private windows have none), one in memory: what
 * is not sent then does not outlive the page.
 */
export async function openOutbox(userId: string): Promise<Outbox> {
  const durable = indexedDbOutbox(userId);
  let timer: number | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = window.setTimeout(reject, OPEN_WITHIN_MS);
  });
  try {
    return await Promise.race([durable, late]);
  } catch {
    durable.then((outbox) => outbox.close()).catch(() => undefined);
    return memoryOutbox();
  } finally {
    clearTimeout(timer);
  }
}
