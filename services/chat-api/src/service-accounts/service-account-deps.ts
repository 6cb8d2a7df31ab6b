import type { IdentityDeps } from '../identity/identity-deps.ts';

/** The dependencies of the code for service accounts. */
export type ServiceAccountDeps = Pick<
  IdentityDeps,
  'db' | 'nc' | 'sessions' | 'outbox' | 'logger' | 'clock' | 'issuer' | 'config'
>;
