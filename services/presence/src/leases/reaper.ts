import type { Logger } from '@kcs/service-kit';
import type { Evidence } from '../registry/pulse.ts';
import type { Registry } from '../registry/registry.ts';
import type { PathWatch } from './path-watch.ts';

interface ReaperDeps {
  readonly registry: Pick<Registry, 'reapLeases' | 'clearEndedEpochs' | 'endGracePeriods'>;
  readonly pathWatch: Pick<PathWatch, 'probe' | 'evidence' | 'healthyForMs'>;
  readonly heartbeatMs: number;
  readonly leaseMs: number;
  readonly onReaped: (epochs: number) => void;
  readonly logger: Logger;
}

/**
 * Takes users offline when their grace period ends (PRES-2) or when their gateway's lease ends (PRES-3). A reaper runs
 * on every replica, and each of its steps is atomic.
 *
 * Leases end only after this process has reached Redis and NATS without interruption for a full lease duration, so a
 * frozen Redis or NATS takes nobody offline. Grace periods end only after two heartbeat intervals without interruption.
 * If a user has moved to another gateway, that is enough time for the new gateway to report the user.
 */
export class Reaper {
  readonly #deps: ReaperDeps;

  constructor(deps: ReaperDeps) {
    this.#deps = deps;
  }

  async run(): Promise<void> {
    const { registry, pathWatch, heartbeatMs, leaseMs } = this.#deps;
    await pathWatch.probe();
    const evidence = pathWatch.evidence;
    if (evidence === null) return;
    if (pathWatch.healthyForMs() >= leaseMs) await this.#reapLeases(evidence);
    await this.clearEndedEpochs();
    if (pathWatch.healthyForMs() >= 2 * heartbeatMs) {
      while ((await registry.endGracePeriods(evidence)).users > 0);
    }
  }

  /**
   * Clears the sessions of ended epochs in small steps. If this replica stops before the last step, another replica
   * continues.
   */
  async clearEndedEpochs(): Promise<void> {
    while (await this.#deps.registry.clearEndedEpochs());
  }

  async #reapLeases(evidence: Evidence): Promise<void> {
    const { registry, onReaped, logger } = this.#deps;
    const { outcome, epochs } = await registry.reapLeases(evidence);
    if (outcome === 'late' || outcome === 'rolled-back') {
      logger.warn(
        { outcome },
        'Redis was frozen or lost data. No lease ends before the next run of the reaper.',
      );
    }
    if (epochs.length === 0) return;
    onReaped(epochs.length);
    logger.warn({ epochs }, 'Gateway leases expired. Closing their sessions.');
  }
}
