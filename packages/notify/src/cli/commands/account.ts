import type { CreatedServiceAccount, ServiceAccount } from '@kcs/contracts';
import type { Command } from 'commander';
import { findAccount } from '../api/find-account.ts';
import { runAsAdmin } from '../api/log-in.ts';
import { checkName } from '../input/check-name.ts';
import { parseInteger } from '../input/read-input.ts';
import { resolveNatsUrl } from '../operator/connect-operator.ts';
import { resolveKeysFolder } from '../operator/operator-keys.ts';
import { revokeProducer } from '../operator/revoke-producer.ts';
import { formatTable } from '../output/format-lines.ts';
import { checkNewSecretFile, checkSecretFile, writeSecretFile } from '../output/write-secret-file.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, addOperatorOptions, type CommonOptions, printResult } from './command-context.ts';

const DEFAULT_SCOPES: readonly string[] = ['notifications:write'];
/** The longest time that an old token may stay valid after a rotation: 30 days. */
const MAX_GRACE_S = 2_592_000;

interface TokenOptions extends CommonOptions {
  readonly out?: string;
}

interface RotateOptions extends TokenOptions {
  readonly grace: string;
}

interface RevokeOptions extends CommonOptions {
  readonly keys?: string;
  readonly natsUrl?: string;
  readonly force?: boolean;
}

export function addAccountCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command('account')
    .summary('manage service accounts (Admin, operator)')
    .description('Creates, lists, and changes service accounts. All commands except revoke need an Admin.');
  const create = group
    .command('create')
    .description('Creates a service account, and shows its token once.')
    .argument('<name>', 'a letter, then letters, digits, and hyphens, all lowercase')
    .option(
      '--scope <scope>',
      'what the account may do; may be repeated (default: notifications:write)',
      (scope: string, scopes: readonly string[] = []) => [...scopes, scope],
    );
  addTokenOption(addApiOptions(create)).action(
    (name: string, options: TokenOptions & { readonly scope?: readonly string[] }) =>
      createAccount(terminal, name, options),
  );
  const list = group.command('list').description('Lists the service accounts.');
  addApiOptions(list).action((options: CommonOptions) => listAccounts(terminal, options));
  const rotate = group
    .command('rotate')
    .description('Gives a service account a new token, and shows it once.')
    .argument('<name>', 'name or id of the account')
    .option('--grace <seconds>', 'how long the old token stays valid', '86400');
  addTokenOption(addApiOptions(rotate)).action((name: string, options: RotateOptions) =>
    rotateToken(terminal, name, options),
  );
  addRevokeCommand(group, terminal);
  const remove = group
    .command('delete')
    .description('Deletes a service account. Its name can never be used again.')
    .argument('<name>', 'name or id of the account');
  addApiOptions(remove).action((name: string, options: CommonOptions) =>
    deleteAccount(terminal, name, options),
  );
}

function addRevokeCommand(group: Command, terminal: Terminal): void {
  const command = group
    .command('revoke')
    .description(
      "Revokes all NATS credentials that a service account has received so far, and disconnects the programs that use them. The account and its token stay valid. Needs an operator's keys.",
    )
    .argument('<name>', 'name of the account')
    .option('--force', 'do not check that an active account has this name');
  addOperatorOptions(command).action(async (name: string, options: RevokeOptions) => {
    checkName(name);
    const revokedAt = await revokeProducer({
      name,
      keysFolder: resolveKeysFolder(options, terminal.env),
      natsUrl: resolveNatsUrl(options, terminal.env),
      force: options.force === true,
    });
    const result = { name, revoked_until: revokedAt.toISOString() };
    printResult(
      terminal,
      options,
      result,
      `Revoked the NATS credentials of ${name} that were issued until ${result.revoked_until}.\n"kcs-notify credentials ${name}" gets new ones.`,
    );
  });
}

const addTokenOption = (command: Command): Command =>
  command.option(
    '--out <file>',
    'write the token to this file, which only you can read, instead of showing it',
  );

async function createAccount(
  terminal: Terminal,
  name: string,
  options: TokenOptions & { readonly scope?: readonly string[] },
): Promise<void> {
  const { scope: scopes = DEFAULT_SCOPES, out } = options;
  if (out !== undefined) await checkNewSecretFile(out);
  const account = await runAsAdmin(terminal, options, (rest) =>
    rest.call<CreatedServiceAccount>('POST', '/service-accounts', { name, scopes }),
  );
  await showToken(
    terminal,
    options,
    account,
    `Created ${account.name} (${account.id}) with ${scopes.join(', ')}.`,
  );
}

async function listAccounts(terminal: Terminal, options: CommonOptions): Promise<void> {
  const accounts = await runAsAdmin(terminal, options, (rest) =>
    rest.listAll<ServiceAccount>('/service-accounts'),
  );
  const rows = accounts.map(({ name, active, last_used_at, scopes }) => [
    name,
    active ? 'active' : 'inactive',
    last_used_at?.slice(0, 10) ?? 'never',
    scopes.join(' '),
  ]);
  const text =
    rows.length > 0
      ? formatTable(['NAME', 'STATE', 'LAST USED', 'SCOPES'], rows)
      : 'There are no service accounts. "kcs-notify account create" creates one.';
  printResult(terminal, options, accounts, text);
}

async function rotateToken(terminal: Terminal, name: string, options: RotateOptions): Promise<void> {
  const graceS = parseInteger(options.grace, '--grace', { min: 0, max: MAX_GRACE_S });
  if (options.out !== undefined) await checkSecretFile(options.out);
  const rotated = await runAsAdmin(terminal, options, async (rest) => {
    const { id } = await findAccount(rest, name);
    return rest.call<{ token: string; old_tokens_expire_at: string }>(
      'POST',
      `/service-accounts/${id}/rotate`,
      {
        grace_period_s: graceS,
      },
    );
  });
  const expiry = `Rotated the token of ${name}. Older tokens expire at ${rotated.old_tokens_expire_at}.`;
  await showToken(terminal, options, rotated, expiry);
}

async function deleteAccount(terminal: Terminal, name: string, options: CommonOptions): Promise<void> {
  const account = await runAsAdmin(terminal, options, async (rest) => {
    const found = await findAccount(rest, name);
    await rest.call('DELETE', `/service-accounts/${found.id}`);
    return found;
  });
  printResult(
    terminal,
    options,
    { id: account.id, name: account.name },
    `Deleted the service account ${account.name}.`,
  );
}

/** Shows a new token, or writes it to the file that `--out` names. */
async function showToken<T extends { readonly token: string }>(
  terminal: Terminal,
  options: TokenOptions,
  result: T,
  text: string,
): Promise<void> {
  if (options.out === undefined) {
    printResult(terminal, options, result, `${text}\nThe token is shown only now:\n\n  ${result.token}\n`);
    return;
  }
  const { token, ...publicResult } = result;
  await writeSecretFile(options.out, `${token}\n`);
  printResult(
    terminal,
    options,
    { ...publicResult, token_file: options.out },
    `${text}\nThe token is in ${options.out}.`,
  );
}
