import { ACCOUNT_NAMES, type NatsTrust } from './accounts.ts';
import { subjectOf } from './jwt.ts';

/** Returns the public key that identifies an account. */
export function natsAccountId(trust: NatsTrust, account: (typeof ACCOUNT_NAMES)[number]): string {
  return subjectOf(trust[account]);
}

/**
 * Returns the lines of a server's configuration file that make it accept our users and nobody else. They contain no
 * secret. `dir` is a folder of the server, in which it keeps the JWTs of accounts. Changed JWTs can be sent to the
 * running server (`$SYS.REQ.CLAIMS.UPDATE`). It then ignores older ones in its configuration file.
 */
export function natsServerConfig(trust: NatsTrust, dir: string): string {
  return [
    `operator: ${trust.operator}`,
    `system_account: ${subjectOf(trust.system)}`,
    `resolver { type: full, dir: ${JSON.stringify(dir)}, allow_delete: true }`,
    'resolver_preload {',
    ...ACCOUNT_NAMES.map((name) => `  ${subjectOf(trust[name])}: ${trust[name]}`),
    '}',
  ].join('\n');
}
