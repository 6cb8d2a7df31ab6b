import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly url?: string;
  readonly json?: boolean;
}

/** Prints the result of a command: as JSON with `--json`, and otherwise as text for people. */
export function printResult(
  { stdout }: Pick<Terminal, 'stdout'>,
  { json }: CommonOptions,
  result: unknown,
  text: string,
): void {
  stdout.write(`${json ? JSON.stringify(result) : text}\n`);
}

/** Adds the options of commands that send requests to the REST API. */
export const addApiOptions = (command: Command): Command =>
  addJsonOption(
    command.option('--url <url>', 'address of KCS Chat (default: KCS_URL, or http://localhost:4500)'),
  );

/** Adds the options of commands that need an operator's keys. */
export const addOperatorOptions = (command: Command): Command =>
  addJsonOption(
    command
      .option('--keys <folder>', "folder of the operator's keys (default: KCS_KEYS, or .kcs/secrets/keys)")
      .option('--nats-url <url>', 'address of NATS (default: KCS_NATS_URL, or nats://localhost:4222)'),
  );

const addJsonOption = (command: Command): Command => command.option('--json', 'print JSON for programs');
