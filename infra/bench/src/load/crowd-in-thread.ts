import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TestContext } from '@kcs/testkit';
import type { CrowdReport, ResumingCrowdOptions } from './resuming-crowd.ts';

type CrowdCall =
  | {
      readonly name: 'startToConnect';
      readonly from: number;
      readonly to: number;
      readonly perSecond: number;
    }
  | { readonly name: 'report' }
  | { readonly name: 'countMissing'; readonly heads: ReadonlyMap<string, number> }
  | { readonly name: 'disconnect' };

export interface CrowdRequest {
  readonly id: number;
  readonly call: CrowdCall;
}

export interface CrowdAnswer {
  readonly id: number;
  readonly result: CrowdReport | number | undefined;
}

/** The compiled program, even if the drill itself runs from its sources. */
const THREAD_PROGRAM = new URL('../../dist/load/crowd-thread.js', import.meta.url);

/** A `ResumingCrowd` in a thread of its own. */
export class CrowdInThread {
  readonly #worker: Worker;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #lastId = 0;

  private constructor(options: Omit<ResumingCrowdOptions, 'onMessage'>) {
    this.#worker = new Worker(THREAD_PROGRAM, { workerData: options });
    this.#worker.on('message', ({ id, result }: CrowdAnswer) => {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    });
  }

  /** Starts the thread. No client connects yet. The teardown ends the thread. */
  static async start(
    t: TestContext,
    options: Omit<ResumingCrowdOptions, 'onMessage'>,
  ): Promise<CrowdInThread> {
    const crowd = new CrowdInThread(options);
    t.teardown(() => crowd.#worker.terminate());
    await once(crowd.#worker, 'online');
    return crowd;
  }

  startToConnect(from: number, to: number, perSecond: number): Promise<void> {
    return this.#ask({ name: 'startToConnect', from, to, perSecond });
  }

  report(): Promise<CrowdReport> {
    return this.#ask({ name: 'report' });
  }

  countMissing(heads: ReadonlyMap<string, number>): Promise<number> {
    return this.#ask({ name: 'countMissing', heads });
  }

  disconnect(): Promise<void> {
    return this.#ask({ name: 'disconnect' });
  }

  #ask<T>(call: CrowdCall): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#worker.postMessage({ id, call } satisfies CrowdRequest);
    return new Promise((resolve) => this.#answers.set(id, resolve as (result: unknown) => void));
  }
}
