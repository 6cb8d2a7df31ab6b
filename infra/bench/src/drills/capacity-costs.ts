import { setTimeout as sleep } from 'node:timers/promises';
import type { TestContext, TestSystem } from '@kcs/testkit';
import type { MeasuredOperation, MeasuredPoint } from '../capacity/compare-with-model.ts';
import { mapParts, type PartCosts, type SystemPart } from '../capacity/part-costs.ts';
import { type MeasuredProcess, readCpuMicroseconds } from '../measure/process-cpu.ts';
import { type CapacityLoadOptions, createCapacityLoad } from './capacity-load.ts';
import { prepareSweeps } from './capacity-sweeps.ts';

interface MeasureOptions extends CapacityLoadOptions {
  say(line: string): void;
}

/** How long the idle system is measured each time. Its load is subtracted from all other measurements. */
const IDLE_MS = 10_000;
/**
 * Work that an operation leaves behind finishes within this time, such as updating the search index. Node collects garbage
 * about 8 s after a load has ended, which takes up to 0.2 s of CPU time.
 */
const SETTLE_MS = 12_000;

/**
 * Measures the CPU time of each kind of operation, one kind after the other. First connects one half of the people and
 * sends messages, so that the programs are compiled before they are measured.
 */
export async function measureOperations(
  t: TestContext,
  { say, ...options }: MeasureOptions,
): Promise<MeasuredPoint['operations']> {
  const processes = listProcesses(options.system);
  const load = await createCapacityLoad(t, options);
  await load.connect('first');
  await load.warmUp();
  await sleep(SETTLE_MS);
  let idleCosts = await measureIdle(processes);
  const measure = async (name: string, run: () => Promise<number>): Promise<MeasuredOperation> => {
    const before = readCosts(processes);
    const startedAt = performance.now();
    const count = await run();
    const seconds = (performance.now() - startedAt) / 1_000;
    const after = readCosts(processes);
    const costs = mapParts((part) =>
      Math.max(0, (after[part] - before[part] - idleCosts[part] * seconds) / count),
    );
    say(`  ${name}: ${count} operations in ${seconds.toFixed(1)} s`);
    await sleep(SETTLE_MS);
    return { costs, perSecond: count / seconds };
  };

  // The drill does a gateway's share of a sweep, so its own CPU time counts as that of the gateway.
  const measureSweep = async (): Promise<MeasuredOperation> => {
    const sweep = await prepareSweeps(t, options);
    let gateway = 0;
    const { costs, perSecond } = await measure('sweep', async () => {
      const before = process.cpuUsage();
      const count = await sweep();
      const usage = process.cpuUsage(before);
      gateway = (usage.user + usage.system) / count;
      return count;
    });
    return { costs: { ...costs, gateway }, perSecond };
  };

  const connect = await measure('connect', () => load.connect('second'));
  idleCosts = await measureIdle(processes);
  return {
    connect,
    idleSecond: { costs: idleCosts, perSecond: 1 },
    message: await measure('message', load.message),
    receipt: await measure('receipt', load.receipt),
    typing: await measure('typing', load.typing),
    page: await measure('page', load.page),
    sweep: await measureSweep(),
    leave: await measure('leave', load.leave),
  };
}

/** Measures twice and takes the lower costs, because a garbage collection can nearly double the costs of a service. */
async function measureIdle(processes: readonly PartProcess[]): Promise<PartCosts> {
  const first = await measureIdleOnce(processes);
  const second = await measureIdleOnce(processes);
  return mapParts((part) => Math.min(first[part], second[part]));
}

async function measureIdleOnce(processes: readonly PartProcess[]): Promise<PartCosts> {
  const before = readCosts(processes);
  const startedAt = performance.now();
  await sleep(IDLE_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = readCosts(processes);
  return mapParts((part) => (after[part] - before[part]) / seconds);
}

type PartProcess = MeasuredProcess & { readonly name: SystemPart };

function listProcesses(system: TestSystem): PartProcess[] {
  const { apis, gateways, presence, postgres, nats, redis } = system;
  const runningProcesses = [
    ...apis.map(({ pid }) => ({ name: 'chat-api', pid }) as const),
    ...gateways.map(({ pid }) => ({ name: 'gateway', pid }) as const),
    ...presence.map(({ pid }) => ({ name: 'presence', pid }) as const),
    { name: 'PostgreSQL', pid: postgres.pid } as const,
    { name: 'NATS', pid: nats.pid } as const,
    { name: 'Redis', pid: redis.pid } as const,
  ];
  return runningProcesses.map(({ name, pid }) => ({ name, pid: requirePid(name, pid) }));
}

function requirePid(name: string, pid: number | undefined): number {
  if (pid === undefined) throw new Error(`${name} is not running`);
  return pid;
}

/** Returns the CPU time that each part has used since its start. */
function readCosts(processes: readonly PartProcess[]): PartCosts {
  return mapParts((part) =>
    processes.filter(({ name }) => name === part).reduce((sum, { pid }) => sum + readCpuMicroseconds(pid), 0),
  );
}
