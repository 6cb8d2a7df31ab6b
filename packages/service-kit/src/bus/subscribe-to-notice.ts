import type { Msg, NatsConnection } from '@nats-io/nats-core';
import type { Static } from 'typebox';
import type { Stoppable } from '../life/stoppable.ts';
import type { Logger } from '../logging/create-logger.ts';
import { compileSchema } from '../validation/compile-schema.ts';
import type { Notice } from './notice.ts';

/**
 * Hands every well-formed notice to the handler, in the order of arrival; malformed ones and the handler's failures
 * are logged and end nothing. What is sent while the connection is away is not heard.
 */
export const subscribeToNotice = <N extends Notice>(
  nc: NatsConnection,
  notice: N,
  handler: (payload: Static<N['payload']>, subject: string) => Promise<void> | void,
  logger: Logger,
): Stoppable => {
  const validate = compileSchema(notice.payload);
  const take = async (msg: Msg): Promise<void> => {
    try {
      await handler(validate(msg.json()) as Static<N['payload']>, msg.subject);
    } catch (err) {
      logger.error({ err, subject: msg.subject }, 'A notice could not be used');
    }
  };
  const subscription = nc.subscribe(notice.subject, {
    callback: (err, msg) => {
      if (err) logger.error({ err, subject: notice.subject }, 'A subscription reports an error');
      else void take(msg);
    },
  });
  return {
    stop: async () => {
      if (!subscription.isClosed()) subscription.unsubscribe();
    },
  };
};
