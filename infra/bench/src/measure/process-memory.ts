import { readFileSync } from 'node:fs';

/** Returns the resident memory of a process in KB. */
export function readResidentKb(pid: number): number {
  const residentKb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (residentKb === undefined) throw new Error(`The memory of process ${pid} is unknown`);
  return Number(residentKb);
}
