import { join } from 'node:path';
import type { ProcessSpec } from '@kcs/private-servers';
import { LogFile } from './log-file.ts';
import { StateFile } from './state-file.ts';
import { SupervisedProcess } from './supervised-process.ts';

export interface SupervisorOptions {
  /** Holds `state.json` and `logs/`. */
  folder: string;
  /** One line for the person at the terminal. */
  say: (line: string) => void;
}

/** Starts processes in stages, each when the one before is usable, and stops them in the opposite order. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #state: StateFile;
  readonly #stages: SupervisedProcess[][] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#state = new StateFile(join(options.folder, 'state.json'));
  }

  /** Starts these side by side and resolves when all are usable. After a rejection call `stop`. */
  async startStage(specs: readonly ProcessSpec[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const stage = specs.map(
      (spec) =>
        new SupervisedProcess(spec, {
          state: this.#state,
          log: new LogFile(join(this.#options.folder, 'logs', `${spec.name}.log`)),
          say: this.#options.say,
        }),
    );
    this.#stages.push(stage);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([Promise.all(stage.map((process) => process.start())), aborted]);
  }

  /** The last stage first, each to its end; whatever a start in progress has begun is stopped too. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopStages();
    return this.#stopped;
  }

  /** Everything, at once, without waiting. */
  force(): void {
    for (const process of this.#stages.flat()) process.force();
  }

  async #stopStages(): Promise<void> {
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map((process) => process.stop()));
  }
}
