import type { Logger } from '@kcs/service-kit';
import type { PathWatch } from './path-watch.ts';
import type { Registry } from './registry/registry.ts';

interface ReaperParts {
  readonly registry: Registry;
  readonly watch: Pick<PathWatch, 'probe' | 'evidence' | 'healthyForMs'>;
  readonly beatMs: number;
  readonly leaseMs: number;
  readonly onReaped: (epochs: number) => void;
  readonly logger: Logger;
}

/**
 * Takes away who is gone: graces that are over, leases that ended. It runs on every replica; each step is one
 * replica's. Leases are judged only when this process's own path has been whole for a full lease, so that a frozen
 * Redis or NATS logs nobody out; graces after two beats of it, since who moved to another gateway meanwhile was
 * named in a beat by then.
 */
export class Reaper {
  readonly #parts: ReaperParts;

  constructor(parts: ReaperParts) {
    this.#parts = parts;
  }

  async turn(): Promise<void> {
    const { registry, watch, beatMs, leaseMs } = this.#parts;
    await watch.probe();
    const evidence = watch.evidence;
    if (evidence === null) return;
    if (watch.healthyForMs() >= leaseMs) await this.#reap(evidence);
    await this.clearEnded();
    if (watch.healthyForMs() >= 2 * beatMs) {
      while ((await registry.endGraces(evidence)).users > 0);
    }
  }

  /** Sessions of ended epochs, in steps. What a replica leaves undone another one's turn goes on with. */
  async clearEnded(): Promise<void> {
    while (await this.#parts.registry.clearEnded());
  }

  async #reap(evidence: NonNullable<PathWatch['evidence']>): Promise<void> {
    const { registry, onReaped, logger } = this.#parts;
    const { outcome, epochs } = await registry.reap(evidence);
    if (outcome === 'late' || outcome === 'rolled-back') logger.warn({ outcome }, 'The reaper held back');
    if (epochs.length === 0) return;
    onReaped(epochs.length);
    logger.warn({ epochs }, 'Leases ended; their sessions are closed');
  }
}
