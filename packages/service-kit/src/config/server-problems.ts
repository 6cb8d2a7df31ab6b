import { findCredentialProblems } from './credential-problems.ts';
import { findEncryptionProblems } from './encryption-problems.ts';

/** Returns every problem with the settings for NATS and Redis; an empty list if there are none. */
export const findServerProblems = (
  config: Parameters<typeof findCredentialProblems>[0] & Parameters<typeof findEncryptionProblems>[0],
): string[] => [...findCredentialProblems(config), ...findEncryptionProblems(config)];
