import type { ProcessExit } from '@kcs/private-servers';

/** Returns how a process ended, as text. */
export function describeExit({ code, signal, error }: ProcessExit): string {
  return error?.message ?? (signal ? `killed by ${signal}` : `exit code ${code}`);
}
