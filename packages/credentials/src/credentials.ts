import { type NatsTrustTokens, signTrustTokens } from './nats/accounts.ts';
import { completeKeys, type NatsKeys } from './nats/keys.ts';
import { issueCredsOfUsers, type NatsCreds } from './nats/users.ts';
import { completePasswords, type RedisPasswords } from './redis/users.ts';

/** The keys, JWTs, and passwords that identify our services and the operator to NATS and Redis. */
export interface Credentials {
  readonly nats: { readonly keys: NatsKeys; readonly trust: NatsTrustTokens; readonly creds: NatsCreds };
  readonly redis: { readonly passwords: RedisPasswords };
}

/** Credentials in which any part may be missing, for example because a file was deleted. */
export interface PartialCredentials {
  readonly keys?: Partial<NatsKeys>;
  readonly trust?: Partial<NatsTrustTokens>;
  readonly creds?: Partial<NatsCreds>;
  readonly passwords?: Partial<RedisPasswords>;
}

/**
 * Returns a complete set of credentials. Keeps every part of `previous` that is still correct, so that running
 * processes stay connected and issued credentials stay valid. Creates the remaining parts.
 */
export async function issueCredentials(previous: PartialCredentials = {}): Promise<Credentials> {
  const keys = completeKeys(previous.keys);
  return {
    nats: {
      keys,
      trust: await signTrustTokens(keys, previous.trust),
      creds: await issueCredsOfUsers(keys, previous.creds),
    },
    redis: { passwords: completePasswords(previous.passwords) },
  };
}
