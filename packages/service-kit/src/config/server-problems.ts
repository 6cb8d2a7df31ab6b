import { findClusterProblems } from './cluster-problems.ts';
import { findCredentialProblems } from './credential-problems.ts';
import { findEncryptionProblems } from './encryption-problems.ts';
import { findSentinelProblems } from './sentinel-problems.ts';

type ServerConfig = Parameters<typeof findCredentialProblems>[0] &
  Parameters<typeof findEncryptionProblems>[0] &
  Parameters<typeof findSentinelProblems>[0] &
  Parameters<typeof findClusterProblems>[0];

/** Returns every problem with the settings for NATS and Redis; an empty list if there are none. */
export const findServerProblems = (config: ServerConfig): string[] => [
  ...findCredentialProblems(config),
  ...findEncryptionProblems(config),
  ...findSentinelProblems(config),
  ...findClusterProblems(config),
];
