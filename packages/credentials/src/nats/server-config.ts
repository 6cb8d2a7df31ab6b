import { NATS_ACCOUNT_NAMES, type NatsTrustTokens } from './accounts.ts';
import { readJwtSubject } from './jwt.ts';

/** Returns the public key that identifies an account. */
export function readNatsAccountId(
  trust: NatsTrustTokens,
  account: (typeof NATS_ACCOUNT_NAMES)[number],
): string {
  return readJwtSubject(trust[account]);
}

/**
 * Returns the lines of a NATS configuration file that make the server accept our users and reject everyone else. The
 * lines contain no secret. `dir` is the folder in which the server stores account JWTs. An operator can send a changed
 * JWT to the running server (`$SYS.REQ.CLAIMS.UPDATE`). From then on, the server ignores the older JWT in the
 * configuration file.
 */
export function formatNatsServerConfig(trust: NatsTrustTokens, dir: string): string {
  return [
    `operator: ${trust.operator}`,
    `system_account: ${readJwtSubject(trust.system)}`,
    `resolver { type: full, dir: ${JSON.stringify(dir)}, allow_delete: true }`,
    'resolver_preload {',
    ...NATS_ACCOUNT_NAMES.map((name) => `  ${readJwtSubject(trust[name])}: ${trust[name]}`),
    '}',
  ].join('\n');
}
