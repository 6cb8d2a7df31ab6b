import type { NatsConnection } from '@nats-io/nats-core';
import type { Static } from 'typebox';
import type { Notice } from './notice.ts';

/**
 * Sends a notice to every replica that hears it; best effort, each notice has a net under it. Nothing happens on a
 * connection that is closed or closing. `subject` is needed where the notice's own has a wildcard.
 */
export const publishNotice = <N extends Notice>(
  nc: NatsConnection,
  notice: N,
  payload: Static<N['payload']>,
  subject: string = notice.subject,
): void => {
  if (nc.isClosed() || nc.isDraining()) return;
  nc.publish(subject, JSON.stringify(payload));
};
