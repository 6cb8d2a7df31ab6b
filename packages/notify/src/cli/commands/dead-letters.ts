import type { DeadLetter, WholeDeadLetter } from '@kcs/contracts';
import type { Command } from 'commander';
import { runAsAdmin } from '../api/log-in.ts';
import { CliError } from '../cli-error.ts';
import { parseInteger } from '../input/read-input.ts';
import { escapeText } from '../output/escape-text.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, type CommonOptions, printResult } from './command-context.ts';
import { formatDeadLetter } from './format-dead-letter.ts';

interface ListOptions extends CommonOptions {
  readonly source?: string;
  readonly limit: string;
  readonly cursor?: string;
}

const MAX_LIMIT = 100;

export function addDeadLetterCommands(program: Command, terminal: Terminal): void {
  const group = program
    .command('dead-letters')
    .summary('list, show, and delete documents that were not accepted (Admin)')
    .description(
      'Lists, shows, and deletes messages and documents that could not be processed. Needs an Admin.',
    );
  const list = group
    .command('list', { isDefault: true })
    .description('Lists dead letters, newest first.')
    .option('--source <name>', 'only those of this service account')
    .option('--limit <count>', 'how many to list', '20')
    .option('--cursor <cursor>', 'where the page begins: a cursor from an earlier answer');
  addApiOptions(list).action((options: ListOptions) => listDeadLetters(terminal, options));
  const show = group
    .command('show')
    .description(
      'Writes the document in a dead letter to standard output, byte for byte. On a terminal, control characters are escaped.',
    )
    .argument('<id>', 'id of the dead letter');
  addApiOptions(show).action((id: string, options: CommonOptions) => showDeadLetter(terminal, id, options));
  const remove = group
    .command('delete')
    .description('Deletes a dead letter.')
    .argument('<id>', 'id of the dead letter');
  addApiOptions(remove).action((id: string, options: CommonOptions) =>
    runAsAdmin(terminal, options, async (rest) => {
      await rest.call('DELETE', `/admin/dead-letters/${encodeURIComponent(id)}`);
      printResult(terminal, options, { id }, `Deleted the dead letter ${id}.`);
    }),
  );
}

async function listDeadLetters(terminal: Terminal, options: ListOptions): Promise<void> {
  const { source, cursor } = options;
  const limit = parseInteger(options.limit, '--limit', { min: 1, max: MAX_LIMIT });
  const query = { limit: String(limit), ...(source && { source }), ...(cursor && { cursor }) };
  const answer = await runAsAdmin(terminal, options, (rest) =>
    rest.list<DeadLetter>('/admin/dead-letters', query),
  );
  const nextCursor = answer.page.next_cursor;
  const lines = [
    ...(answer.data.length > 0 ? answer.data.map(formatDeadLetter) : ['There are no dead letters.']),
    ...(nextCursor === null ? [] : ['', `There are more. Add: --cursor ${nextCursor}`]),
  ];
  printResult(terminal, options, { dead_letters: answer.data, next_cursor: nextCursor }, lines.join('\n'));
}

async function showDeadLetter(terminal: Terminal, id: string, options: CommonOptions): Promise<void> {
  const letter = await runAsAdmin(terminal, options, (rest) =>
    rest.call<WholeDeadLetter>('GET', `/admin/dead-letters/${encodeURIComponent(id)}`),
  );
  if (options.json) {
    terminal.stdout.write(`${JSON.stringify(letter)}\n`);
    return;
  }
  terminal.stderr.write(`${formatDeadLetter(letter)}\n`);
  if (letter.document === null) {
    throw new CliError(
      'refused',
      'Only the beginning of the document was kept. Add --json to get it as text in "payload".',
    );
  }
  const bytes = Buffer.from(letter.document, 'base64');
  terminal.stdout.write(terminal.stdout.isTTY ? `${escapeText(bytes.toString('utf8'))}\n` : bytes);
}
