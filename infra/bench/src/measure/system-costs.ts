import { NOTICES } from '@kcs/contracts';
import type { TestContext, TestSystem } from '@kcs/testkit';
import { connect } from '@nats-io/transport-node';
import { createClient } from 'redis';
import type { PublishedPresence } from './absences.ts';
import { readCpuMicroseconds } from './process-cpu.ts';

/** What a system has used since its start, or between two readings. */
export interface SystemCosts {
  readonly elapsedMs: number;
  /** The commands that Redis has run, including those inside scripts. */
  readonly redisCommands: number;
  readonly natsMessages: number;
  /** The CPU microseconds of each service and server, over all of its replicas. */
  readonly cpuByName: ReadonlyMap<string, number>;
}

/** How often CPU times are read. Without regular readings, the CPU time of a process that ends would be lost. */
const CPU_SAMPLE_INTERVAL_MS = 250;

/** Measures what a running system uses, and records every published presence change. */
export class SystemCostMeter {
  readonly published: PublishedPresence[] = [];
  /** The users whose last published state is online. */
  readonly onlineUserIds = new Set<string>();
  readonly #postgresPid: number | undefined;
  readonly #system: TestSystem;
  readonly #redis: ReturnType<typeof createClient>;
  readonly #cpuByPid = new Map<number, { readonly name: string; microseconds: number }>();
  #natsMessages = 0;

  private constructor(system: TestSystem, postgresPid: number | undefined) {
    this.#system = system;
    this.#postgresPid = postgresPid;
    this.#redis = createClient({ url: system.redis.urlOf('admin') });
  }

  /** Starts counting. The costs of PostgreSQL are counted only if its process id is given. */
  static async start(t: TestContext, system: TestSystem, postgresPid?: number): Promise<SystemCostMeter> {
    const meter = new SystemCostMeter(system, postgresPid);
    await meter.#redis.connect();
    t.teardown(() => meter.#redis.destroy());
    const natsConnection = await connect(system.nats.getConnectionOptions('admin'));
    t.teardown(() => natsConnection.close());
    natsConnection.subscribe('>', {
      callback: (_, { subject, data }) => meter.#receive(subject, data),
    });
    await natsConnection.flush();
    const sampleTimer = setInterval(() => meter.#sampleCpu(), CPU_SAMPLE_INTERVAL_MS);
    t.teardown(() => clearInterval(sampleTimer));
    return meter;
  }

  async read(): Promise<SystemCosts> {
    const commandStats = await this.#redis.info('commandstats');
    const callCounts = [...commandStats.matchAll(/:calls=(\d+)/g)].map(([, calls]) => Number(calls));
    this.#sampleCpu();
    const cpuByName = new Map<string, number>();
    for (const { name, microseconds } of this.#cpuByPid.values())
      cpuByName.set(name, (cpuByName.get(name) ?? 0) + microseconds);
    return {
      elapsedMs: performance.now(),
      redisCommands: callCounts.reduce((sum, calls) => sum + calls, 0),
      natsMessages: this.#natsMessages,
      cpuByName,
    };
  }

  #receive(subject: string, data: Uint8Array): void {
    this.#natsMessages += 1;
    if (subject !== NOTICES.presenceChanged.subject) return;
    const { timestamp, ...change } = JSON.parse(Buffer.from(data).toString());
    this.published.push({ ...change, at: Date.parse(timestamp) });
    if (change.isOnline) this.onlineUserIds.add(change.userId);
    else this.onlineUserIds.delete(change.userId);
  }

  #sampleCpu(): void {
    for (const [name, pid] of this.#listProcesses()) {
      if (pid === undefined) continue;
      const microseconds = readCpuMicroseconds(pid);
      const known = this.#cpuByPid.get(pid);
      // For a process that has ended, the reading is 0, so keep its last value.
      this.#cpuByPid.set(pid, { name, microseconds: Math.max(microseconds, known?.microseconds ?? 0) });
    }
  }

  #listProcesses(): (readonly [name: string, pid: number | undefined])[] {
    const { gateways, presence, apis, redis, nats } = this.#system;
    return [
      ...gateways.map(({ pid }) => ['gateways', pid] as const),
      ...presence.map(({ pid }) => ['presence', pid] as const),
      ...apis.map(({ pid }) => ['chat-api', pid] as const),
      ['Redis', redis.pid],
      ['NATS', nats.pid],
      ['PostgreSQL', this.#postgresPid],
    ];
  }
}

/** Returns the costs between two readings. */
export function computeCosts(before: SystemCosts, after: SystemCosts): SystemCosts {
  return combineCosts(after, before, (later, earlier) => later - earlier);
}

/** Returns the lower of two measurements for each cost, in units per millisecond. */
export function takeLowerRates(one: SystemCosts, other: SystemCosts): SystemCosts {
  return combineCosts(divideCosts(one, one.elapsedMs), divideCosts(other, other.elapsedMs), Math.min);
}

/** Subtracts what the idle system would have cost in the same time. */
export function subtractIdleCosts(costs: SystemCosts, idleCosts: SystemCosts): SystemCosts {
  const share = costs.elapsedMs / idleCosts.elapsedMs;
  return combineCosts(costs, idleCosts, (cost, idleCost) => cost - idleCost * share);
}

export function divideCosts(costs: SystemCosts, operations: number): SystemCosts {
  return combineCosts(costs, costs, (cost) => cost / operations);
}

function combineCosts(
  one: SystemCosts,
  other: SystemCosts,
  combine: (one: number, other: number) => number,
): SystemCosts {
  return {
    elapsedMs: combine(one.elapsedMs, other.elapsedMs),
    redisCommands: combine(one.redisCommands, other.redisCommands),
    natsMessages: combine(one.natsMessages, other.natsMessages),
    cpuByName: new Map(
      [...one.cpuByName].map(([name, cpu]) => [name, combine(cpu, other.cpuByName.get(name) ?? 0)]),
    ),
  };
}
