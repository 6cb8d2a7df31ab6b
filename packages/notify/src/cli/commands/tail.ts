import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLetter, NotificationState } from '@kcs/contracts';
import type { Command } from 'commander';
import { createServiceClient } from '../api/log-in.ts';
import type { RestClient } from '../api/rest-client.ts';
import { CliError, EXIT_CODES } from '../cli-error.ts';
import { parseInteger } from '../input/read-input.ts';
import { formatCount } from '../output/format-lines.ts';
import type { Terminal } from '../terminal.ts';
import { addApiOptions, type CommonOptions, printResult } from './command-context.ts';
import { formatDeadLetter } from './format-dead-letter.ts';

interface TailOptions extends CommonOptions {
  readonly once?: boolean;
  readonly interval: string;
}

const MAX_INTERVAL_S = 3_600;
const DEAD_LETTERS_PER_POLL = '100';

export function addTailCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('tail')
    .summary("watch a service account's own notifications and dead letters")
    .description(
      "Whenever something changes, prints how many people have received and seen the notifications with the given ids, and the service account's own dead letters. Press Ctrl-C to stop. Needs only the token in KCS_SERVICE_TOKEN.",
    )
    .argument('[ids...]', 'ids of notifications that this service account has sent')
    .option('--once', 'print the current state and all dead letters, and then exit')
    .option('--interval <seconds>', 'time between two checks', '2');
  addApiOptions(command).action((ids: readonly string[], options: TailOptions) =>
    tail(terminal, ids, options),
  );
}

async function tail(terminal: Terminal, ids: readonly string[], options: TailOptions): Promise<void> {
  const intervalMs = 1_000 * parseInteger(options.interval, '--interval', { min: 1, max: MAX_INTERVAL_S });
  const rest = await createServiceClient(terminal, options);
  const watch = new OwnNotificationWatch(rest, ids, (record, text) =>
    printResult(terminal, options, record, text),
  );
  if (options.once) {
    await watch.look({ isOldShown: true });
    return;
  }
  await watch.look({ isOldShown: false });
  let hasFailed = false;
  while (!terminal.signal.aborted) {
    await delay(intervalMs, undefined, { signal: terminal.signal }).catch(() => {});
    if (terminal.signal.aborted) return;
    try {
      await watch.look({ isOldShown: true });
      hasFailed = false;
    } catch (error) {
      if (terminal.signal.aborted) return;
      if (!(error instanceof CliError) || error.exitCode !== EXIT_CODES.unreachable) throw error;
      if (!hasFailed) terminal.stderr.write(`${error.message} Trying again.\n`);
      hasFailed = true;
    }
  }
}

/** Prints the state of each notification whenever it has changed, and each dead letter of the service account once. */
class OwnNotificationWatch {
  readonly #rest: RestClient;
  readonly #ids: readonly string[];
  readonly #print: (record: object, text: string) => void;
  readonly #printedStates = new Map<string, string>();
  readonly #knownLetterIds = new Set<string>();

  constructor(rest: RestClient, ids: readonly string[], print: (record: object, text: string) => void) {
    this.#rest = rest;
    this.#ids = ids;
    this.#print = print;
  }

  /**
   * Prints what is new since the last call. If `isOldShown` is false, does not print the dead letters found by this
   * call, but still remembers them as known.
   */
  async look({ isOldShown }: { readonly isOldShown: boolean }): Promise<void> {
    for (const id of this.#ids) await this.#lookAtNotification(id);
    const { data } = await this.#rest.list<DeadLetter>('/service-accounts/me/dead-letters', {
      limit: DEAD_LETTERS_PER_POLL,
    });
    for (const letter of [...data].reverse()) {
      if (this.#knownLetterIds.has(letter.id)) continue;
      this.#knownLetterIds.add(letter.id);
      if (isOldShown) this.#print({ dead_letter: letter }, `Dead letter ${formatDeadLetter(letter)}`);
    }
  }

  async #lookAtNotification(id: string): Promise<void> {
    const state = await this.#rest.call<NotificationState>('GET', `/notifications/${encodeURIComponent(id)}`);
    const stateJson = JSON.stringify(state);
    if (this.#printedStates.get(id) === stateJson) return;
    this.#printedStates.set(id, stateJson);
    const { recipients, seen, dead } = state;
    const unknownText = dead > 0 ? `, ${formatCount(dead, 'unknown target')}` : '';
    this.#print(
      { notification: state },
      `${id}: ${formatCount(recipients, 'recipient')}, ${seen} seen${unknownText}`,
    );
  }
}
