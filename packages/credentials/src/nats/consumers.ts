import { buildInboxPrefix, ROOM_STREAM } from '@kcs/contracts';
import { createSeed, publicKeyOf, signUser } from './jwt.ts';

interface ConsumerOptions {
  /** The name of the durable consumer. The caller must make sure that the name is a single token of a NATS subject. */
  readonly name: string;
  /** The seed of the `SERVICES` account. */
  readonly servicesSeed: string;
  readonly expiresAt: Date;
}

/** Returns the name of the NATS user of a consumer. The prefix prevents a clash with the names of our services. */
export const buildConsumerUserName = (name: string): string => `consumer-${name}`;

/**
 * Signs a user in the `SERVICES` account. The user may pull room events from one durable consumer and acknowledge them,
 * and has no other permissions (BUS-10). Returns the text of the user's credentials file. The user's inbox prefix is
 * `_INBOX_consumer-<name>`.
 */
export function signConsumer({ name, servicesSeed, expiresAt }: ConsumerOptions): Promise<string> {
  const userName = buildConsumerUserName(name);
  const consumerTokens = `${ROOM_STREAM.name}.${name}`;
  return signUser({
    name: userName,
    seed: createSeed('user'),
    account: publicKeyOf(servicesSeed),
    signer: servicesSeed,
    permissions: {
      publish: [
        `$JS.API.CONSUMER.INFO.${consumerTokens}`,
        `$JS.API.CONSUMER.MSG.NEXT.${consumerTokens}`,
        `$JS.ACK.${consumerTokens}.>`,
      ],
      subscribe: [`${buildInboxPrefix(userName)}.>`],
    },
    expiresAt,
  });
}
