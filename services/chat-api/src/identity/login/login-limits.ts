import { createHash } from 'node:crypto';
import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address-key.ts';

interface LoginAttempt {
  readonly email: string;
  readonly address: string;
}

/**
 * Counts failed logins over all replicas, per account (strict limit) and per IP address (generous limit, because a
 * whole school may share one address) (AUTH-8). While Redis is unavailable, each replica counts separately.
 */
export interface LoginLimits {
  /** Throws `RATE_LIMITED` if the account or the IP address has too many failed logins. */
  check(attempt: LoginAttempt): Promise<void>;
  recordFailure(attempt: LoginAttempt): Promise<void>;
  /**
   * Resets the account's count but not the IP address's count. Otherwise an attacker could reset the address by logging
   * in to their own account.
   */
  recordSuccess(attempt: LoginAttempt): Promise<void>;
}

interface LoginLimitsOptions {
  readonly redis: RedisClient;
  readonly perAccount: number;
  readonly perAddress: number;
}

const WINDOW_S = 15 * 60;

export function createLoginLimits({ redis, perAccount, perAddress }: LoginLimitsOptions): LoginLimits {
  const accounts = createLimiter(redis, 'account', perAccount);
  const addresses = createLimiter(redis, 'address', perAddress);
  return {
    async check({ email, address }) {
      const [byAccount, byAddress] = await Promise.all([
        accounts.get(accountKey(email)),
        addresses.get(addressKey(address)),
      ]);
      refuseAbove(byAccount, perAccount, 'for this account');
      refuseAbove(byAddress, perAddress, 'from this IP address');
    },
    async recordFailure({ email, address }) {
      await Promise.all([accounts.penalty(accountKey(email)), addresses.penalty(addressKey(address))]);
    },
    async recordSuccess({ email }) {
      await accounts.delete(accountKey(email));
    },
  };
}

function createLimiter(redis: RedisClient, name: string, points: number): RateLimiterRedis {
  const window = { keyPrefix: `kcs:login:${name}`, points, duration: WINDOW_S };
  return new RateLimiterRedis({
    ...window,
    storeClient: redis,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(window),
  });
}

function refuseAbove(state: RateLimiterRes | null, points: number, where: string): void {
  if (!state || state.consumedPoints < points) return;
  const minutes = Math.ceil(state.msBeforeNext / 60_000);
  const message = `Too many failed logins ${where}. Wait ${minutes} min and try again.`;
  throw new ChatError('RATE_LIMITED', message, { retryAfterMs: state.msBeforeNext });
}

/** Hashes the email, so that Redis does not store the email addresses of people who tried to log in. */
const accountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
