import { join } from 'node:path';
import type { ProcessSpec } from '@kcs/private-servers';
import { LogFile } from './log-file.ts';
import { StateFile } from './state-file.ts';
import { SupervisedProcess } from './supervised-process.ts';

export interface SupervisorOptions {
  /** The folder that contains `state.json` and `logs/`. */
  folder: string;
  /** Prints one line on the terminal. */
  say: (line: string) => void;
  /** Whether to print a process's last lines of output when it ends unexpectedly. True in development. */
  showLastLines?: boolean;
}

/**
 * Starts processes in stages, and stops the stages in reverse order. Start a stage only once the stage before it is
 * ready.
 */
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
   * Starts the processes of one stage in parallel. Resolves once all of them are ready. Throws if one of them cannot be
   * started, and throws the signal's reason if the signal is aborted. In either case, call `stop` to end the processes.
   */
  async startStage(specs: readonly ProcessSpec[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const stageProcesses = specs.map(
      (spec) =>
        new SupervisedProcess(spec, {
          state: this.#state,
          log: new LogFile(join(this.#options.folder, 'logs', `${spec.name}.log`)),
          say: this.#options.say,
          showLastLines: this.#options.showLastLines ?? false,
        }),
    );
    this.#stages.push(stageProcesses);
    const abortPromise = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([Promise.all(stageProcesses.map((process) => process.start())), abortPromise]);
  }

  /** Restarts the processes whose names `isWanted` selects. Resolves once their current runs have ended. */
  async restart(isWanted: (name: string) => boolean): Promise<void> {
    const processesToRestart = this.#stages.flat().filter(({ name }) => isWanted(name));
    await Promise.all(processesToRestart.map((process) => process.restart()));
  }

  /** Stops all stages in reverse order, including processes that have not finished starting. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopStages();
    return this.#stopped;
  }

  /** Kills all processes immediately and does not wait for them to end. */
  force(): void {
    for (const process of this.#stages.flat()) process.force();
  }

  async #stopStages(): Promise<void> {
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((process) => process.stop()));
  }
}
