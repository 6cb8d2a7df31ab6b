import { buildInboxPrefix } from '@kcs/contracts';
import { deriveUserSeed, publicKeyOf, readRevocations, signRevocations, signUser } from './jwt.ts';

interface ProducerOptions {
  /**
   * The name of the producer's service account. The caller must make sure that the name is a single token of a NATS
   * subject.
   */
  readonly name: string;
  /** The public key of the `PRODUCERS` account. */
  readonly account: string;
  /** The seed of a signing key of the `PRODUCERS` account. */
  readonly signingKey: string;
  readonly expiresAt: Date;
}

/**
 * Signs a user in the `PRODUCERS` account, and returns the text of the user's credentials file. The user's key is
 * derived from the signing key and the name. All credentials of a producer therefore have the same key, and an operator
 * needs only the name to revoke them. The user may publish to `chat.notify.<name>` and to the subjects below it, may
 * receive replies on `_INBOX_<name>.>`, and has no other permissions (BUS-5).
 */
export function signProducer({ name, account, signingKey, expiresAt }: ProducerOptions): Promise<string> {
  return signUser({
    name,
    seed: deriveUserSeed(signingKey, name),
    account,
    signer: signingKey,
    permissions: {
      publish: [`chat.notify.${name}`, `chat.notify.${name}.>`],
      subscribe: [`${buildInboxPrefix(name)}.>`],
    },
    expiresAt,
  });
}

/**
 * Returns the public key of a producer's NATS user. It is the same in all credentials that were signed for the name.
 */
export function getProducerKey({ name, signingKey }: Pick<ProducerOptions, 'name' | 'signingKey'>): string {
  return publicKeyOf(deriveUserSeed(signingKey, name));
}

interface RevocationOptions {
  /** The current JWT of the `PRODUCERS` account. */
  readonly accountJwt: string;
  /** The seed of the operator. */
  readonly operatorSeed: string;
  /** The public keys of the users to revoke. */
  readonly userKeys: readonly string[];
  readonly revokedAt: Date;
}

/**
 * Returns a new JWT of the `PRODUCERS` account. A NATS server that receives this JWT disconnects the given users, and
 * refuses all of their credentials that were issued at `revokedAt` or earlier. It accepts credentials that are issued
 * later.
 */
export function revokeProducers({
  accountJwt,
  operatorSeed,
  userKeys,
  revokedAt,
}: RevocationOptions): Promise<string> {
  const revokedAtS = Math.floor(revokedAt.getTime() / 1_000);
  return signRevocations(
    accountJwt,
    operatorSeed,
    Object.fromEntries(userKeys.map((key) => [key, revokedAtS])),
  );
}

interface RevocationQuery {
  readonly accountJwt: string;
  /** The public key of the user. */
  readonly userKey: string;
  readonly revokedAt: Date;
}

/** Returns whether the account refuses the user's credentials that were issued at `revokedAt` or earlier. */
export function isProducerRevoked({ accountJwt, userKey, revokedAt }: RevocationQuery): boolean {
  return (readRevocations(accountJwt)?.[userKey] ?? 0) >= Math.floor(revokedAt.getTime() / 1_000);
}
