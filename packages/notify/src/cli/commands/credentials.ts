import type { NatsCredentials } from '@kcs/contracts';
import type { Command } from 'commander';
import { findAccount } from '../api/find-account.ts';
import { createServiceClient, runAsAdmin } from '../api/log-in.ts';
import type { RestClient } from '../api/rest-client.ts';
import { checkSecretFile, writeSecretFile } from '../output/write-secret-file.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, type CommonOptions, printResult } from './command-context.ts';

interface CredentialsOptions extends CommonOptions {
  readonly out: string;
}

const ACCOUNT_ID_PATTERN = /^svc_[0-9a-z]{26}$/;

export function addCredentialsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('credentials')
    .summary('get NATS credentials for a service account (Admin)')
    .description(
      'Gets NATS credentials for a service account. They allow it to publish notifications for 90 days. Needs an Admin. A service account can also get its own: pass its id (svc_…), and set KCS_SERVICE_TOKEN to its token.',
    )
    .argument('<name>', 'name or id of the account')
    .requiredOption('--out <file>', 'file for the credentials, which only you can read');
  addApiOptions(command).action((name: string, options: CredentialsOptions) =>
    getCredentials(terminal, name, options),
  );
}

async function getCredentials(
  terminal: Terminal,
  nameOrId: string,
  options: CredentialsOptions,
): Promise<void> {
  await checkSecretFile(options.out);
  const isOwnRequest = ACCOUNT_ID_PATTERN.test(nameOrId) && hasServiceToken(terminal);
  const { creds, expires_at } = isOwnRequest
    ? await requestCredentials(await createServiceClient(terminal, options), nameOrId)
    : await runAsAdmin(terminal, options, async (rest) =>
        requestCredentials(rest, (await findAccount(rest, nameOrId)).id),
      );
  await writeSecretFile(options.out, creds);
  printResult(
    terminal,
    options,
    { file: options.out, expires_at },
    `Wrote NATS credentials to ${options.out}. They expire at ${expires_at}.`,
  );
}

const hasServiceToken = ({ env }: Terminal): boolean =>
  Boolean(env.KCS_SERVICE_TOKEN || env.KCS_SERVICE_TOKEN_FILE) &&
  !env.KCS_ADMIN_TOKEN &&
  !env.KCS_ADMIN_TOKEN_FILE;

const requestCredentials = (rest: RestClient, accountId: string): Promise<NatsCredentials> =>
  rest.call('POST', `/service-accounts/${accountId}/nats-credentials`, {});
