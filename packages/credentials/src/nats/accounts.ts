import { haveEqualClaims, publicKeyOf, signAccount, signOperator } from './jwt.ts';
import type { NatsKeys } from './keys.ts';

/**
 * The subjects to which producers publish notifications: `chat.notify.<name>` and every subject below that name
 * (BUS-4).
 */
const NOTIFICATION_SERVICE = { name: 'notifications', subject: 'chat.notify.>' };

export const ACCOUNT_NAMES = ['system', 'services', 'producers'] as const;

/** The JWTs that a NATS server needs to recognize our users. They contain only public keys. */
export type NatsTrust = Readonly<Record<'operator' | (typeof ACCOUNT_NAMES)[number], string>>;

/**
 * Returns the JWTs of the operator and its accounts. Keeps each JWT in `previous` that is still correct. A NATS server
 * uses the newest JWT of an account, so a new JWT that is not needed would undo the changes that an operator made on a
 * running server.
 */
export async function signTrust(keys: NatsKeys, previous: Partial<NatsTrust> = {}): Promise<NatsTrust> {
  const { operator } = keys;
  const newTrust: NatsTrust = {
    operator: await signOperator('KCS', operator, publicKeyOf(keys.system)),
    system: await signAccount({ name: 'SYS', seed: keys.system, operator }, { jetStream: false }),
    services: await signAccount(
      { name: 'SERVICES', seed: keys.services, operator },
      { jetStream: true, exports: [NOTIFICATION_SERVICE] },
    ),
    producers: await signAccount(
      { name: 'PRODUCERS', seed: keys.producers, operator },
      {
        jetStream: false,
        imports: [{ ...NOTIFICATION_SERVICE, account: publicKeyOf(keys.services) }],
        signer: keys['producers-signing'],
      },
    ),
  };
  const jwtEntries = Object.entries(newTrust).map(([name, jwt]) => {
    const previousJwt = previous[name as keyof NatsTrust];
    return [name, previousJwt !== undefined && haveEqualClaims(previousJwt, jwt) ? previousJwt : jwt];
  });
  return Object.fromEntries(jwtEntries) as NatsTrust;
}
