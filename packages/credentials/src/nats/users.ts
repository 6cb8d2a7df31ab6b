import { SERVER_USERS, type ServerUserName } from '../services.ts';
import { createSeed, haveEqualClaims, publicKeyOf, readCreds, signUser } from './jwt.ts';
import type { NatsKeys } from './keys.ts';
import { NATS_PERMISSIONS } from './permissions.ts';

/**
 * The text of each user's credentials file. The user `system` belongs to the system account, and all other users belong
 * to the account of services.
 */
export type NatsCreds = Readonly<Record<ServerUserName | 'system', string>>;

/**
 * Returns the credentials of every user. Keeps the credentials in `previous` that are still correct. If only a user's
 * permissions have changed, the user keeps its key.
 */
export async function issueCredsOfUsers(
  keys: NatsKeys,
  previous: Partial<NatsCreds> = {},
): Promise<NatsCreds> {
  const userNames = [...SERVER_USERS, 'system'] as const;
  const credsEntries = await Promise.all(
    userNames.map(async (name) => [name, await issueCreds(name, keys, previous[name])] as const),
  );
  return Object.fromEntries(credsEntries) as NatsCreds;
}

async function issueCreds(
  name: ServerUserName | 'system',
  keys: NatsKeys,
  previous: string | undefined,
): Promise<string> {
  const signerSeed = name === 'system' ? keys.system : keys.services;
  const permissions = name === 'system' || name === 'admin' ? undefined : NATS_PERMISSIONS[name];
  const previousJwtAndSeed = previous === undefined ? undefined : readCreds(previous);
  const userSeed = previousJwtAndSeed?.seed ?? createSeed('user');
  const newCreds = await signUser({
    name,
    seed: userSeed,
    account: publicKeyOf(signerSeed),
    signer: signerSeed,
    permissions,
  });
  const newJwt = readCreds(newCreds)?.jwt;
  return previous && previousJwtAndSeed && newJwt && haveEqualClaims(previousJwtAndSeed.jwt, newJwt)
    ? previous
    : newCreds;
}
