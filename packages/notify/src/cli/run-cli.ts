import { Command, CommanderError } from 'commander';
import { CliError, EXIT_CODES } from './cli-error.ts';
import { addAccountCommands } from './commands/account.ts';
import { addConsumerCommands } from './commands/consumer.ts';
import { addCredentialsCommand } from './commands/credentials.ts';
import { addDeadLetterCommands } from './commands/dead-letters.ts';
import { addReplayCommand } from './commands/replay.ts';
import { addSendCommand } from './commands/send.ts';
import { addTailCommand } from './commands/tail.ts';
import { wrapText } from './output/format-lines.ts';
import type { Terminal } from './terminal.ts';

const HELP_WIDTH = 80;
const HELP_FOOTER = `
Variables (for a secret, you can set NAME_FILE to a file that contains it):
  KCS_URL              address of KCS Chat (default: http://localhost:4500)
  KCS_ADMIN_TOKEN      access token of an Admin; without it, you log in
  KCS_SERVICE_TOKEN    token of the service account
  KCS_NATS_URL         address of NATS
  KCS_NATS_CREDS_FILE  NATS credentials file of the service account
  KCS_KEYS             folder of the operator's keys

Exit codes:
  0  done
  1  refused: change the request
  2  wrong usage: correct an argument, a variable, or a file
  3  not reached or not confirmed: run the command again`;

/** Runs one command, and returns the exit code. Writes an error to standard error. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return EXIT_CODES.done;
  } catch (error) {
    // Commander has already printed its message.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    if (!(error instanceof CliError)) throw error;
    terminal.stderr.write(`${wrapText(error.message)}\n`);
    return error.exitCode;
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('kcs-notify')
    .description('Publishes notifications to KCS Chat, and manages the accounts of programs that send them.')
    .addHelpText('after', HELP_FOOTER)
    .showHelpAfterError('Run the command with --help to see its arguments.')
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride();
  addSendCommand(program, terminal);
  addTailCommand(program, terminal);
  addDeadLetterCommands(program, terminal);
  addReplayCommand(program, terminal);
  addAccountCommands(program, terminal);
  addCredentialsCommand(program, terminal);
  addConsumerCommands(program, terminal);
  return program;
}
