import { ChatError } from '@kcs/contracts';
import type { NatsConnection } from '@nats-io/nats-core';
import { withTimeout } from '../waiting.ts';

/**
 * Resolves when NATS has received everything that was published before this call. Rejects with `UNAVAILABLE` if NATS
 * takes longer than `ms`.
 */
export function flushWithin(natsConnection: NatsConnection, ms: number): Promise<void> {
  return withTimeout(
    natsConnection.flush(),
    ms,
    () => new ChatError('UNAVAILABLE', 'NATS did not respond in time. Try again shortly.'),
  );
}
