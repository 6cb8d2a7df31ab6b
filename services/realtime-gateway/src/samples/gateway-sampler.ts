import { GATEWAY_SAMPLES, type StoredGatewaySample } from '@kcs/contracts';
import { type Logger, repeatEvery, type ScriptClient, ScriptRunner, type Stoppable } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { TrafficCounter } from './traffic-counter.ts';

interface GatewaySamplerOptions {
  readonly scripts: ScriptClient;
  /** The id of this gateway in the list of samples. */
  readonly instanceId: string;
  readonly traffic: TrafficCounter;
  /** Returns the current numbers of connections, users, and open rooms of this gateway. */
  readonly readCounts: () => Pick<StoredGatewaySample, 'connections' | 'users' | 'rooms'>;
  readonly logger: Logger;
}

/** Random change of each pause, so that gateways that started together do not write at the same time. */
const PAUSE_JITTER = 0.05;

/**
 * Writes a sample of this gateway to Redis every 10 s, for the dashboard of Admins (ADMIN-9). Redis keeps the samples of
 * the last hour. While Redis does not answer, samples are missing, and nothing else is affected.
 */
export class GatewaySampler {
  readonly #options: GatewaySamplerOptions;
  readonly #scripts: ScriptRunner<'record'>;
  readonly #outage: OutageLog;
  #sampledAt = performance.now();
  #timer: Stoppable | undefined;

  constructor(options: GatewaySamplerOptions) {
    this.#options = options;
    this.#outage = new OutageLog(options.logger, 'Writing samples for the dashboard');
    this.#scripts = new ScriptRunner({
      client: options.scripts,
      folder: new URL('./sample-scripts/', import.meta.url),
      root: GATEWAY_SAMPLES.REDIS_KEY,
    });
  }

  /** Writes a sample now and every 10 s. */
  start(): void {
    const { logger } = this.#options;
    this.#timer = repeatEvery(GATEWAY_SAMPLES.INTERVAL_MS, () => this.record(), {
      ...{ logger, name: 'gateway samples', jitter: PAUSE_JITTER },
    });
    void this.record();
  }

  async stop(): Promise<void> {
    await this.#timer?.stop();
  }

  /** Writes a sample of the time since the last one. Never rejects. */
  async record(): Promise<void> {
    const { traffic, readCounts, instanceId } = this.#options;
    const now = performance.now();
    // The first sample may follow immediately after the start. One message must not appear as thousands per second.
    const elapsedS = Math.max(1, (now - this.#sampledAt) / 1_000);
    this.#sampledAt = now;
    const { messages, events, lagMeanMs, lagMaxMs } = traffic.take();
    const sample: StoredGatewaySample = {
      ...readCounts(),
      messages_per_s: round(messages / elapsedS),
      events_per_s: round(events / elapsedS),
      lag_mean_ms: lagMeanMs === null ? null : round(lagMeanMs),
      lag_max_ms: lagMaxMs === null ? null : round(lagMaxMs),
    };
    const { MAX_SAMPLES, KEPT_MS } = GATEWAY_SAMPLES;
    await this.#scripts.run('record', [instanceId, JSON.stringify(sample), MAX_SAMPLES, KEPT_MS]).then(
      () => this.#outage.succeeded(),
      (err) => this.#outage.failed(err),
    );
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;
