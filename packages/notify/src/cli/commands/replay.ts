import type { AcceptedNotification } from '@kcs/contracts';
import type { Command } from 'commander';
import { runAsAdmin } from '../api/log-in.ts';
import { parseJson, readInput } from '../input/read-input.ts';
import { formatCount } from '../output/format-lines.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, type CommonOptions, printResult } from './command-context.ts';

interface ReplayOptions extends CommonOptions {
  readonly document?: string;
}

export function addReplayCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('replay')
    .summary('process the document in a dead letter again (Admin)')
    .description(
      'Processes the document in a dead letter again, or a corrected document in its place. Nobody gets a notification twice. Needs an Admin.',
    )
    .argument('<id>', 'id of the dead letter')
    .option('--document <file>', 'a corrected JSON document, or - for standard input');
  addApiOptions(command).action((id: string, options: ReplayOptions) => replay(terminal, id, options));
}

async function replay(terminal: Terminal, id: string, options: ReplayOptions): Promise<void> {
  const { document: file } = options;
  const correction =
    file === undefined
      ? {}
      : { document: parseJson(await readInput(file, 'the document', terminal), 'The document') };
  const accepted = await runAsAdmin(terminal, options, (rest) =>
    rest.call<AcceptedNotification>(
      'POST',
      `/admin/dead-letters/${encodeURIComponent(id)}/replay`,
      correction,
    ),
  );
  const { id: notificationId, recipients, dead } = accepted;
  const stillUnknown =
    dead > 0 ? ` ${formatCount(dead, 'target')} still did not exist, so the dead letter was kept.` : '';
  const text = `Replayed ${notificationId} for ${formatCount(recipients, 'recipient')}.${stillUnknown}`;
  printResult(terminal, options, accepted, text);
}
