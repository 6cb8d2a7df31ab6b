import { buildInboxPrefix } from '@kcs/contracts';
import { createSeed, signUser } from './jwt.ts';

interface ProducerOptions {
  /** The name of the producer's service account. The caller must make sure that it is one token of a subject. */
  readonly name: string;
  /** The public key of the `PRODUCERS` account. */
  readonly account: string;
  /** The seed of a signing key of the `PRODUCERS` account. */
  readonly signingKey: string;
  readonly expiresAt: Date;
}

/**
 * Signs a new user in the `PRODUCERS` account, and returns the text of the user's credentials file. The user may
 * publish to `chat.notify.<name>` and to the subjects below it, may receive replies on `_INBOX_<name>.>`, and may do
 * nothing else (BUS-5).
 */
export function signProducer({ name, account, signingKey, expiresAt }: ProducerOptions): Promise<string> {
  return signUser({
    name,
    seed: createSeed('user'),
    account,
    signer: signingKey,
    permissions: {
      publish: [`chat.notify.${name}`, `chat.notify.${name}.>`],
      subscribe: [`${buildInboxPrefix(name)}.>`],
    },
    expiresAt,
  });
}
