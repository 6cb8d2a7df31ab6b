import { cpus, loadavg, totalmem } from 'node:os';

/**
 * The machine that a run used. It is in the report so that nobody compares results of different machines by mistake.
 */
export interface MachineDescription {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** The load average of the minute before the run. If it is not close to 0, other programs competed for CPU time. */
  readonly loadBefore: number;
}

export function describeMachine(): MachineDescription {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
  };
}
