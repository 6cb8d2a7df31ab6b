import { cpus, loadavg, totalmem } from 'node:os';

/** The machine of a run, so that results of different machines are not compared by mistake. */
export interface MachineDescription {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  /** The load average of the last minute before the run. Above 0, other programs took CPU time from the measurement. */
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
