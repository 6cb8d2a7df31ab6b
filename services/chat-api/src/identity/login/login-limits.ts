import { createHash } from 'node:crypto';
import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address-key.ts';

export interface LoginAttempt {
  readonly email: string;
  readonly address: string;
}

/**
 * Failed logins, counted per account (strict) and per address (generous, since a school shares one) over all replicas.
 * While Redis is away each replica counts for itself.
 */
export interface LoginLimits {
  /** @throws ChatError RATE_LIMITED */
  check(attempt: LoginAttempt): Promise<void>;
  failed(attempt: LoginAttempt): Promise<void>;
  /** The account's count begins anew; the address keeps its own, or one good login would buy many bad ones. */
  succeeded(attempt: LoginAttempt): Promise<void>;
}

interface Options {
  readonly redis: RedisClient;
  readonly perAccount: number;
  readonly perAddress: number;
}

const WINDOW_S = 15 * 60;

export function createLoginLimits({ redis, perAccount, perAddress }: Options): LoginLimits {
  const limiter = (name: string, points: number) => {
    const shape = { keyPrefix: `kcs:login:${name}`, points, duration: WINDOW_S };
    const insuranceLimiter = new RateLimiterMemory(shape);
    return new RateLimiterRedis({
      ...shape,
      storeClient: redis,
      useRedisPackage: true,
      rejectIfRedisNotReady: true,
      insuranceLimiter,
    });
  };
  const accounts = limiter('account', perAccount);
  const addresses = limiter('address', perAddress);

  const refuseIf = (state: RateLimiterRes | null, points: number, what: string) => {
    if (!state || state.consumedPoints < points) return;
    const minutes = Math.ceil(state.msBeforeNext / 60_000);
    const message = `Too many failed logins ${what}; wait ${minutes} min, then try again.`;
    throw new ChatError('RATE_LIMITED', message, { retryAfterMs: state.msBeforeNext });
  };

  return {
    async check({ email, address }) {
      const [account, from] = await Promise.all([
        accounts.get(accountKey(email)),
        addresses.get(addressKey(address)),
      ]);
      refuseIf(account, perAccount, 'for this account');
      refuseIf(from, perAddress, 'from this address');
    },
    async failed({ email, address }) {
      await Promise.all([accounts.penalty(accountKey(email)), addresses.penalty(addressKey(address))]);
    },
    async succeeded({ email }) {
      await accounts.delete(accountKey(email));
    },
  };
}

/** Redis holds no list of who tried to log in. */
const accountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
