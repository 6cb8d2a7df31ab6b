import { type NatsTrust, signTrust } from './nats/accounts.ts';
import { completeKeys, type NatsKeys } from './nats/keys.ts';
import { type NatsCreds, signUsers } from './nats/users.ts';
import { completePasswords, type RedisPasswords } from './redis/users.ts';

/** Everything that identifies our users to NATS and Redis. */
export interface Credentials {
  readonly nats: { readonly keys: NatsKeys; readonly trust: NatsTrust; readonly creds: NatsCreds };
  readonly redis: { readonly passwords: RedisPasswords };
}

/** Credentials of which some may be missing. */
export interface PartialCredentials {
  readonly keys?: Partial<NatsKeys>;
  readonly trust?: Partial<NatsTrust>;
  readonly creds?: Partial<NatsCreds>;
  readonly passwords?: Partial<RedisPasswords>;
}

/**
 * Returns complete credentials. Keeps everything in `previous` that is still right, so that running processes and
 * issued credentials stay valid, and creates the rest.
 */
export async function issueCredentials(previous: PartialCredentials = {}): Promise<Credentials> {
  const keys = completeKeys(previous.keys);
  return {
    nats: {
      keys,
      trust: await signTrust(keys, previous.trust),
      creds: await signUsers(keys, previous.creds),
    },
    redis: { passwords: completePasswords(previous.passwords) },
  };
}
