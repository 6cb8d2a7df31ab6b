import { createPositiveIntegerSchema } from './integer-schema.ts';

/** Variables that limit logins, sessions, and the work of hashing passwords. */
export const loginConfig = {
  LOGIN_FAILURES_PER_ACCOUNT: createPositiveIntegerSchema(
    10,
    'Maximum number of failed logins to one account from one IP address within 15 minutes. Further attempts are refused.',
  ),
  LOGIN_FAILURES_PER_ACCOUNT_ANYWHERE: createPositiveIntegerSchema(
    100,
    'Maximum number of failed logins to one account from all IP addresses within 15 minutes. Further attempts are refused, except from addresses from which the account logged in recently.',
  ),
  LOGIN_FAILURES_PER_ADDRESS: createPositiveIntegerSchema(
    500,
    'Maximum number of failed logins from one IP address within 15 minutes. Further attempts are refused. A whole school may share one address.',
  ),
  LOGINS_PER_ACCOUNT: createPositiveIntegerSchema(
    100,
    'Maximum number of successful logins to one account within 15 minutes. Further logins are refused.',
  ),
  SESSIONS_PER_USER: createPositiveIntegerSchema(
    100,
    'Maximum number of sessions per user. A login above this number ends the least recently used session.',
  ),
  PASSWORD_HASHES_AT_ONCE: createPositiveIntegerSchema(
    2,
    'Maximum number of passwords hashed at the same time. Each hash takes 19 MiB and about 25 ms of CPU time.',
    64,
  ),
};
