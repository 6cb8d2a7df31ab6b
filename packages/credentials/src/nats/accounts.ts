import {
  haveEqualClaims,
  type NatsRevocations,
  publicKeyOf,
  readJwtSubject,
  readRevocations,
  signAccount,
  signOperator,
} from './jwt.ts';
import type { NatsKeys } from './keys.ts';

/**
 * The subjects to which producers publish notifications: `chat.notify.<name>` and every subject below that name
 * (BUS-4).
 */
const SHARED_NOTIFICATION_SUBJECT = { name: 'notifications', subject: 'chat.notify.>' };

export const NATS_ACCOUNT_NAMES = ['system', 'services', 'producers'] as const;

/** The JWTs that a NATS server needs to recognize our users. They contain only public keys. */
export type NatsTrustTokens = Readonly<Record<'operator' | (typeof NATS_ACCOUNT_NAMES)[number], string>>;

/**
 * Returns the JWTs of the operator and its accounts. Keeps each JWT in `previous` that is still correct. A NATS server
 * uses the newest JWT of an account, so an unnecessary new JWT would undo changes that an operator made on a running
 * server. Revocations of producers are carried over to a new JWT.
 */
export async function signTrustTokens(
  keys: NatsKeys,
  previous: Partial<NatsTrustTokens> = {},
): Promise<NatsTrustTokens> {
  const { operator } = keys;
  const newTrustTokens: NatsTrustTokens = {
    operator: await signOperator('KCS', operator, publicKeyOf(keys.system)),
    system: await signAccount({ name: 'SYS', seed: keys.system, operator }, { jetStream: false }),
    services: await signAccount(
      { name: 'SERVICES', seed: keys.services, operator },
      { jetStream: true, exports: [SHARED_NOTIFICATION_SUBJECT] },
    ),
    producers: await signAccount(
      { name: 'PRODUCERS', seed: keys.producers, operator },
      {
        jetStream: false,
        imports: [{ ...SHARED_NOTIFICATION_SUBJECT, account: publicKeyOf(keys.services) }],
        signer: keys['producers-signing'],
        revocations: carryOverRevocations(previous.producers, keys.producers),
      },
    ),
  };
  const jwtEntries = Object.entries(newTrustTokens).map(([name, jwt]) => {
    const previousJwt = previous[name as keyof NatsTrustTokens];
    return [name, previousJwt !== undefined && haveEqualClaims(previousJwt, jwt) ? previousJwt : jwt];
  });
  return Object.fromEntries(jwtEntries) as NatsTrustTokens;
}

/** Returns the revocations in the previous JWT of an account; undefined if that JWT belongs to another key. */
function carryOverRevocations(
  previousJwt: string | undefined,
  accountSeed: string,
): NatsRevocations | undefined {
  try {
    if (previousJwt === undefined || readJwtSubject(previousJwt) !== publicKeyOf(accountSeed))
      return undefined;
    return readRevocations(previousJwt);
  } catch {
    return undefined;
  }
}
