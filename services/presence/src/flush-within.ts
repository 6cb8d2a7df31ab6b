import { ChatError } from '@kcs/contracts';
import { withTimeout } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

/** Proves that NATS has taken everything published so far. @throws ChatError `UNAVAILABLE` after `ms` */
export const flushWithin = (nc: NatsConnection, ms: number): Promise<void> =>
  withTimeout(nc.flush(), ms, () => new ChatError('UNAVAILABLE', 'NATS did not answer in time.'));
