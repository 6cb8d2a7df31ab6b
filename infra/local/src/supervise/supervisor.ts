import { join } from 'node:path';
import type { ProcessSpec } from '@kcs/private-servers';
import { LogFile } from './log-file.ts';
import { StateFile } from './state-file.ts';
import { SupervisedProcess } from './supervised-process.ts';

export interface SupervisorOptions {
  /** Holds `state.json` and `logs/`. */
  folder: string;
  /** Prints one line to the terminal. */
  say: (line: string) => void;
  /** If true, the last lines of a process that ends by itself are printed, for development. */
  showLastLines?: boolean;
}

/** Starts processes in stages and stops them in reverse order. A stage starts once the previous one is usable. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #state: StateFile;
  readonly #stages: SupervisedProcess[][] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#state = new StateFile(join(options.folder, 'state.json'));
  }

  /**
   * Starts these processes side by side. Resolves when all of them are usable. Throws if one cannot start, or the
   * signal's reason if it is aborted. Call `stop` afterwards.
   */
  async startStage(specs: readonly ProcessSpec[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const stage = specs.map(
      (spec) =>
        new SupervisedProcess(spec, {
          state: this.#state,
          log: new LogFile(join(this.#options.folder, 'logs', `${spec.name}.log`)),
          say: this.#options.say,
          showLastLines: this.#options.showLastLines ?? false,
        }),
    );
    this.#stages.push(stage);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([Promise.all(stage.map((process) => process.start())), aborted]);
  }

  /** Restarts the processes with these names. Resolves when the old processes have ended. */
  async restart(isWanted: (name: string) => boolean): Promise<void> {
    const wanted = this.#stages.flat().filter(({ name }) => isWanted(name));
    await Promise.all(wanted.map((process) => process.restart()));
  }

  /** Stops all stages, the last one first, including processes that are still starting. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopStages();
    return this.#stopped;
  }

  /** Kills everything at once, without waiting. */
  force(): void {
    for (const process of this.#stages.flat()) process.force();
  }

  async #stopStages(): Promise<void> {
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((process) => process.stop()));
  }
}
