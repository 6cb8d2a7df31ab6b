import { createHash } from 'node:crypto';
import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import type { RateLimiterRes } from 'rate-limiter-flexible';
import { createUsageCounter } from '../../limits/counter.ts';
import { toAddressKey } from './address-key.ts';

interface LoginAttempt {
  readonly email: string;
  readonly address: string;
}

/**
 * Limits logins across all replicas (AUTH-8). While Redis is unavailable, each replica counts separately. Failed logins
 * have three limits:
 *
 * - The limit for one account from one IP address is strict.
 * - The limit for one account from all IP addresses is higher. It prevents attackers with many addresses from guessing
 *   one password. IP addresses from which somebody recently logged in to the account are exempt, so that nobody can
 *   lock out the account's owner.
 * - The limit for one IP address and all accounts is generous, because a whole school may share one address.
 *
 * Successful logins to an account are also limited, because each one hashes a password and opens a session.
 */
export interface LoginLimits {
  /** Throws `RATE_LIMITED` if one of the limits has been reached. Does not count the attempt. */
  check(attempt: LoginAttempt): Promise<void>;
  recordFailure(attempt: LoginAttempt): Promise<void>;
  /**
   * Counts a successful login, remembers its IP address, and resets the count of failed logins to this account from
   * this address. All other failures from the address still count, because attackers could otherwise reset them by
   * logging in to an account of their own.
   */
  recordSuccess(attempt: LoginAttempt): Promise<void>;
}

interface LoginLimitsOptions {
  readonly redis: RedisClient;
  readonly perAccount: number;
  readonly perAccountAnywhere: number;
  readonly perAddress: number;
  readonly successesPerAccount: number;
}

const LOGIN_COUNTER_WINDOW_S = 15 * 60;
/**
 * How long an IP address counts as known to an account after a login from there. The time must be shorter than the
 * longest Node.js timer (24 days), because the counter uses timers while Redis is unavailable.
 */
const KNOWN_ADDRESS_DURATION_S = 20 * 24 * 60 * 60;

export function createLoginLimits({ redis, ...limits }: LoginLimitsOptions): LoginLimits {
  const createLoginCounter = (name: string, windowS = LOGIN_COUNTER_WINDOW_S) =>
    createUsageCounter(redis, { keyPrefix: `kcs:login:${name}`, windowS });
  const failureCounterByAccountAndAddress = createLoginCounter('account-here');
  const failureCounterByAccount = createLoginCounter('account');
  const failureCounterByAddress = createLoginCounter('address');
  const successCounterByAccount = createLoginCounter('success');
  const loginCounterByAccountAndAddress = createLoginCounter('known', KNOWN_ADDRESS_DURATION_S);
  return {
    async check(attempt) {
      const { account, address, here } = createCounterKeys(attempt);
      const [byAccountHere, byAccount, byAddress, byLogins, known] = await Promise.all([
        failureCounterByAccountAndAddress.get(here),
        failureCounterByAccount.get(account),
        failureCounterByAddress.get(address),
        successCounterByAccount.get(account),
        loginCounterByAccountAndAddress.get(here),
      ]);
      refuseAboveLimit(byAccountHere, limits.perAccount, 'failed logins for this account');
      if (!known) refuseAboveLimit(byAccount, limits.perAccountAnywhere, 'failed logins for this account');
      refuseAboveLimit(byAddress, limits.perAddress, 'failed logins from this IP address');
      refuseAboveLimit(byLogins, limits.successesPerAccount, 'logins for this account');
    },
    async recordFailure(attempt) {
      const { account, address, here } = createCounterKeys(attempt);
      await Promise.all([
        failureCounterByAccountAndAddress.penalty(here),
        failureCounterByAccount.penalty(account),
        failureCounterByAddress.penalty(address),
      ]);
    },
    async recordSuccess(attempt) {
      const { account, here } = createCounterKeys(attempt);
      await Promise.all([
        failureCounterByAccountAndAddress.delete(here),
        successCounterByAccount.penalty(account),
        loginCounterByAccountAndAddress.set(here, 1, KNOWN_ADDRESS_DURATION_S),
      ]);
    },
  };
}

function refuseAboveLimit(state: RateLimiterRes | null, limit: number, what: string): void {
  if (!state || state.consumedPoints < limit) return;
  const waitMinutes = Math.ceil(state.msBeforeNext / 60_000);
  const refusalMessage = `Too many ${what}. Wait ${waitMinutes} min and try again.`;
  throw new ChatError('RATE_LIMITED', refusalMessage, { retryAfterMs: state.msBeforeNext });
}

function createCounterKeys({ email, address }: LoginAttempt) {
  const accountKey = toAccountKey(email);
  const addressKey = toAddressKey(address);
  return { account: accountKey, address: addressKey, here: `${accountKey}:${addressKey}` };
}

/** Returns a hash of the email, so that Redis does not store the emails of people who tried to log in. */
const toAccountKey = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
