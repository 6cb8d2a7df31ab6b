import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { checkName } from '../input/check-name.ts';
import { parseInteger } from '../input/read-input.ts';
import { resolveNatsUrl } from '../operator/connect-operator.ts';
import { createConsumer } from '../operator/create-consumer.ts';
import { resolveKeysFolder } from '../operator/operator-keys.ts';
import { checkSecretFile, writeSecretFile } from '../output/write-secret-file.ts';
import type { Terminal } from '../terminal.ts';
import { addOperatorOptions, type CommonOptions, printResult } from './command-context.ts';

interface ConsumerOptions extends CommonOptions {
  readonly out: string;
  readonly from: string;
  readonly days: string;
  readonly keys?: string;
  readonly natsUrl?: string;
}

const MAX_LIFETIME_DAYS = 3_650;

export function addConsumerCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command('consumer')
    .summary('create a consumer of room events (operator)')
    .description(
      "Creates durable consumers of room events, for example for a search engine. Needs an operator's keys.",
    );
  const create = group
    .command('create')
    .description(
      "Creates a durable consumer of all room events, and credentials that allow a program to read from this consumer and nothing else. The program can read everyone's messages. If the consumer already exists, only creates new credentials.",
    )
    .argument('<name>', 'a letter, then letters, digits, and hyphens, all lowercase')
    .requiredOption('--out <file>', 'file for the credentials, which only you can read')
    .option('--from <start>', 'first event: all (the oldest that NATS still has), or new', 'new')
    .option('--days <count>', 'how long the credentials are valid', '90');
  addOperatorOptions(create).action((name: string, options: ConsumerOptions) =>
    createConsumerFile(terminal, name, options),
  );
}

async function createConsumerFile(terminal: Terminal, name: string, options: ConsumerOptions): Promise<void> {
  const { from, out } = options;
  checkName(name);
  if (from !== 'all' && from !== 'new')
    throw new CliError('usage', `--from must be all or new, but is "${from}".`);
  const lifetimeDays = parseInteger(options.days, '--days', { min: 1, max: MAX_LIFETIME_DAYS });
  await checkSecretFile(out);
  const { creds, expiresAt, isExisting } = await createConsumer({
    ...{ name, from, lifetimeDays },
    keysFolder: resolveKeysFolder(options, terminal.env),
    natsUrl: resolveNatsUrl(options, terminal.env),
  });
  await writeSecretFile(out, creds);
  const result = {
    ...{ name, stream: 'CHAT_ROOMS', inbox_prefix: `_INBOX_consumer-${name}`, file: out },
    ...{ expires_at: expiresAt.toISOString(), existed: isExisting },
  };
  const lines = [
    isExisting ? `The consumer ${name} already exists and was not changed.` : `Created the consumer ${name}.`,
    `Wrote its NATS credentials to ${out}. They expire at ${result.expires_at}.`,
    `Stream: ${result.stream}. Inbox prefix: ${result.inbox_prefix}.`,
  ];
  printResult(terminal, options, result, lines.join('\n'));
}
