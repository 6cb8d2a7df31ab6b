import { measureCatchUp } from '../clients/catch-up.ts';
import type { Crowd } from '../clients/crowd.ts';
import type { Fault } from '../faults/fault.ts';
import { formatMsAsSeconds } from '../report/report.ts';
import { readCommittedHeads } from '../school/committed-heads.ts';
import type { ChaosRun } from './run.ts';

const CATCH_UP_TIMEOUT_MS = 60_000;

/**
 * Injects one fault and waits until all clients have caught up, but for no longer than 60 s. Returns a text for the
 * terminal that says how long the fault lasted and how long the clients took to catch up.
 */
export async function injectFault(
  { school, ledger, signal }: ChaosRun,
  crowd: Crowd,
  fault: Fault,
): Promise<string> {
  ledger.begin(fault.name);
  const faultStartedAt = performance.now();
  await fault.run(school.system, signal);
  const faultEndedAt = performance.now();
  const committedHeads = await readCommittedHeads(school.system, school.rooms);
  const catchUpOptions = { since: faultEndedAt, withinMs: CATCH_UP_TIMEOUT_MS, signal };
  const { ms, behind } = await measureCatchUp(crowd.clients, committedHeads, catchUpOptions);
  ledger.current.catchUpMs.push(...ms);
  for (const client of behind) ledger.note(`Client never caught up after the fault: ${client.describe()}`);
  return `${formatMsAsSeconds(faultEndedAt - faultStartedAt)}, all clients caught up ${formatMsAsSeconds(Math.max(...ms))} later`;
}
