import { type MeasuredProcess, readCpuMicroseconds } from './process-cpu.ts';

export interface CpuPerOperation {
  /** The CPU microseconds that each process used per operation, by name. */
  readonly byProcess: ReadonlyMap<string, number>;
  readonly total: number;
  /** The duration of all operations together, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Runs `work`, which performs `operationCount` operations. Returns the CPU time that the processes used per operation.
 */
export async function measureCpuPerOperation(
  processes: readonly MeasuredProcess[],
  operationCount: number,
  work: () => Promise<unknown>,
): Promise<CpuPerOperation> {
  const readAll = () => processes.map(({ pid }) => readCpuMicroseconds(pid));
  const before = readAll();
  const startedAt = performance.now();
  await work();
  const durationMs = performance.now() - startedAt;
  const after = readAll();
  const byProcess = new Map(
    processes.map(({ name }, n) => [name, ((after[n] ?? 0) - (before[n] ?? 0)) / operationCount]),
  );
  return { byProcess, total: [...byProcess.values()].reduce((sum, value) => sum + value, 0), durationMs };
}
