import {
  type Dependency,
  type DependencyCheck,
  type DependencyState,
  probeDependency,
} from './dependency-check.ts';
import { EventLoopPulse } from './event-loop-pulse.ts';

interface Readiness {
  readonly ready: boolean;
  readonly accepting: boolean;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
}
/**
 * How long check results are reused. Health probes are frequent, but each dependency should be checked at most twice a
 * second.
 */
const CHECK_RESULT_REUSE_MS = 500;

/**
 * Reports whether this process is alive and whether it is ready for new connections (END-5). A process is ready if it
 * accepts connections and every dependency has passed a check within the last half second. It does not accept
 * connections until `setAccepting(true)` is called.
 */
export class Health {
  readonly #dependencies = new Map<string, Dependency>();
  readonly #pulse = new EventLoopPulse();
  #isAccepting = false;
  #cached: { readonly at: number; readonly states: Promise<Record<string, DependencyState>> } | undefined;

  constructor() {
    this.#pulse.start();
  }

  /**
   * Adds a dependency. `check` throws if the dependency is not usable now. A check that takes longer than a second
   * counts as failed.
   */
  dependency(name: string, check: DependencyCheck): void {
    this.#add(name, { check, isRequired: true });
  }

  /**
   * Adds a check whose result appears in `/readyz`. The process stays ready even if the check fails. `check` throws if
   * an operator must act.
   */
  warning(name: string, check: DependencyCheck): void {
    this.#add(name, { check, isRequired: false });
  }

  setAccepting(accepting: boolean): void {
    this.#isAccepting = accepting;
  }

  get accepting(): boolean {
    return this.#isAccepting;
  }

  /** Returns the reason why the process should be restarted; undefined if there is no such reason. */
  describeLivenessProblem(): string | undefined {
    return this.#pulse.describeBlockedLoop();
  }

  /** Checks every dependency, or reuses check results from the last half second. Never rejects. */
  async readiness(): Promise<Readiness> {
    const statesByDependency = await this.#states();
    const areRequiredDependenciesUp = Object.values(statesByDependency).every(
      ({ ok, required }) => ok || required === false,
    );
    return {
      ready: this.#isAccepting && areRequiredDependenciesUp,
      accepting: this.#isAccepting,
      dependencies: statesByDependency,
    };
  }

  #add(name: string, dependency: Dependency): void {
    this.#dependencies.set(name, dependency);
    this.#cached = undefined;
  }

  #states(): Promise<Record<string, DependencyState>> {
    const now = performance.now();
    if (this.#cached === undefined || now - this.#cached.at > CHECK_RESULT_REUSE_MS) {
      this.#cached = { at: now, states: this.#probeAll() };
    }
    return this.#cached.states;
  }

  async #probeAll(): Promise<Record<string, DependencyState>> {
    const dependencyNames = [...this.#dependencies.keys()];
    const dependencyStates = await Promise.all([...this.#dependencies.values()].map(probeDependency));
    return Object.fromEntries(dependencyNames.map((name, i) => [name, dependencyStates[i] ?? { ok: false }]));
  }
}
