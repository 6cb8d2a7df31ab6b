import { withTimeout } from '../waiting/with-timeout.ts';
import { EventLoopPulse } from './event-loop-pulse.ts';

/** What `/readyz` tells of one dependency. */
export interface DependencyState {
  readonly ok: boolean;
  readonly error?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly accepting: boolean;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}

type Check = () => Promise<void> | void;

const CHECK_TIMEOUT_MS = 1_000;
/** Balancers of several kinds ask often; a dependency is asked at most twice a second. */
const CACHE_MS = 500;

class LateCheckError extends Error {
  constructor() {
    super(`no answer within ${CHECK_TIMEOUT_MS} ms`);
  }
}

const probe = async (check: Check): Promise<DependencyState> => {
  try {
    await withTimeout(
      Promise.resolve().then(() => check()),
      CHECK_TIMEOUT_MS,
      () => new LateCheckError(),
    );
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message || error.name : String(error) };
  }
};

/**
 * Whether this process lives, and whether it wants new connections. Ready = accepting, and every dependency was
 * proven usable within the last half second. It does not accept until it is told to.
 */
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #pulse = new EventLoopPulse();
  #accepting = false;
  #cached: { readonly at: number; readonly states: Promise<Record<string, DependencyState>> } | undefined;

  constructor() {
    this.#pulse.start();
  }

  /** `check` throws where the dependency is not usable now; more than a second counts as not usable. */
  dependency(name: string, check: Check): void {
    this.#checks.set(name, check);
    this.#cached = undefined;
  }

  setAccepting(accepting: boolean): void {
    this.#accepting = accepting;
  }

  get accepting(): boolean {
    return this.#accepting;
  }

  /** Why the process should be restarted, if it should. */
  whyNotAlive(): string | undefined {
    return this.#pulse.whyStuck();
  }

  async readiness(): Promise<Readiness> {
    const dependencies = await this.#states();
    const usable = Object.values(dependencies).every((state) => state.ok);
    return { ready: this.#accepting && usable, accepting: this.#accepting, dependencies };
  }

  #states(): Promise<Record<string, DependencyState>> {
    const now = performance.now();
    if (this.#cached === undefined || now - this.#cached.at > CACHE_MS) {
      this.#cached = { at: now, states: this.#probeAll() };
    }
    return this.#cached.states;
  }

  async #probeAll(): Promise<Record<string, DependencyState>> {
    const names = [...this.#checks.keys()];
    const states = await Promise.all([...this.#checks.values()].map(probe));
    return Object.fromEntries(names.map((name, i) => [name, states[i] ?? { ok: false }]));
  }
}
