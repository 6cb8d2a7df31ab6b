import { setTimeout as sleep } from 'node:timers/promises';
import { CuttableProxy } from '@kcs/testkit';

/** One client's own way to the front door: nothing else is behind it. */
export class Line {
  readonly url: string;
  readonly #proxy: CuttableProxy;

  static async to(frontDoor: string): Promise<Line> {
    const proxy = await CuttableProxy.start(frontDoor);
    return new Line(proxy, proxy.through(frontDoor));
  }

  private constructor(proxy: CuttableProxy, url: string) {
    this.#proxy = proxy;
    this.url = url;
  }

  /** Resets what is open and refuses what is new for so long; resolves when the line is whole again. */
  async cutFor(ms: number, signal: AbortSignal): Promise<void> {
    this.#proxy.cut();
    try {
      await sleep(ms, undefined, { signal });
    } finally {
      this.#proxy.mend();
    }
  }

  end(): Promise<void> {
    return this.#proxy.stop();
  }
}
