import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { Static, TSchema } from 'typebox';
import type { Logger } from '../logging/create-logger.ts';
import type { Stoppable } from '../stoppable.ts';
import { compileSchema } from '../validation/compile-schema.ts';
import { parseMessageJson } from './parse-message-json.ts';

/**
 * A notice type from `NOTICES` in `@kcs/contracts`. If its subject contains `*`, the publisher replaces the `*` with an
 * id.
 */
interface NoticeContract<T extends TSchema = TSchema> {
  readonly subject: string;
  readonly payload: T;
}

/**
 * Publishes a notice to every replica that subscribes to it. Does nothing if the connection is closed or closing. Pass
 * `subject` if the notice's subject contains a wildcard.
 */
export function publishNotice<N extends NoticeContract>(
  natsConnection: NatsConnection,
  notice: N,
  payload: Static<N['payload']>,
  subject: string = notice.subject,
): void {
  if (natsConnection.isClosed() || natsConnection.isDraining()) return;
  natsConnection.publish(subject, JSON.stringify(payload));
}

/**
 * Passes every valid notice to the handler, in order of arrival. Invalid notices and handler errors are logged and do
 * not end the subscription. Notices published while the connection is down are lost.
 */
export function subscribeToNotice<N extends NoticeContract>(
  natsConnection: NatsConnection,
  notice: N,
  handler: (payload: Static<N['payload']>, subject: string) => Promise<void> | void,
  logger: Logger,
): Stoppable {
  const validatePayload = compileSchema(notice.payload);

  async function handleMessage(msg: Msg): Promise<void> {
    try {
      await handler(validatePayload(parseMessageJson(msg)) as Static<N['payload']>, msg.subject);
    } catch (err) {
      logger.error({ err, subject: msg.subject }, 'A notice could not be processed and was skipped');
    }
  }

  const subscription = natsConnection.subscribe(notice.subject, {
    callback: (err, msg) => {
      if (err) logger.error({ err, subject: notice.subject }, 'A NATS subscription reported an error');
      else void handleMessage(msg);
    },
  });
  return {
    stop: async () => {
      if (!subscription.isClosed()) subscription.unsubscribe();
    },
  };
}
