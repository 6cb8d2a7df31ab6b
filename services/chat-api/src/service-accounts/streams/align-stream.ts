import type { Logger } from '@kcs/service-kit';
import { maintainProducerStream, type NotificationStreamDeps } from './notification-streams.ts';

/**
 * Creates or deletes the stream of a producer after a change to its account. If NATS is unavailable, only logs the
 * failure. The upkeep then makes the change within 10 s after NATS is available again.
 */
export async function alignStreamWithAccount(
  deps: NotificationStreamDeps & { readonly logger: Logger },
  producer: string,
): Promise<void> {
  await maintainProducerStream(deps, producer).catch((err) =>
    deps.logger.warn(
      { err, producer },
      'Could not create or delete the stream of a producer. The upkeep will try again.',
    ),
  );
}
