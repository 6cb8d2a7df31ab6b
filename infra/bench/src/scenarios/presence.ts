import { startSystem } from '@kcs/testkit';
import { createCrowd } from '../crowd/crowd.ts';
import type { PresencePhase } from '../crowd/presence-phase.ts';
import { type PresenceDrillScale, runPresencePhases } from '../crowd/presence-phases.ts';
import { type Figure, FigureCollection } from '../measure/figures.ts';
import { SystemCostMeter } from '../measure/system-costs.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from './scenario.ts';

export const presenceScenario: Scenario = {
  name: 'presence',
  summary: 'Costs of a change of presence while 200 and then 1,000 people come and go. Runs only one round',
  run: measurePresence,
};

const SCALE: PresenceDrillScale = {
  users: 1_000,
  fewUsers: 200,
  hasRestart: false,
  roomSizes: [25, 100],
  flapsPerSecond: 50,
  graceMs: 5_000,
  longAbsenceMs: 7_500,
  idleMs: 2_000,
  statusSeconds: 2,
};

async function measurePresence({ t, say, signal }: ScenarioContext): Promise<ScenarioResult> {
  const system = await startSystem(t, { gateways: 2, presence: 2, ownPostgres: true });
  const crowd = await createCrowd(t, system, { people: SCALE.users, roomSizes: SCALE.roomSizes });
  const meter = await SystemCostMeter.start(t, system, system.postgres.pid);
  const { few, many, breaches } = await runPresencePhases({
    system,
    crowd,
    meter,
    scale: SCALE,
    say,
    signal,
  });
  if (breaches.length > 0) throw new Error(breaches.join('\n'));
  return { figures: toPresenceFigures(few ? [few, many] : [many]), skipped: [] };
}

/** Returns the costs per change of each phase. With two phases, also returns their ratios. */
export function toPresenceFigures(phases: readonly PresencePhase[]): readonly Figure[] {
  const figures = new FigureCollection();
  const formatSubject = ({ users }: PresencePhase) => `${users.toLocaleString('en-US')} users`;
  for (const phase of phases) {
    const subject = formatSubject(phase);
    const { cpuByName, redisCommands, natsMessages } = phase.costs;
    const cpu = [...cpuByName.values()].reduce((sum, value) => sum + value, 0);
    figures.add({ measure: 'CPU per change', subject, unit: 'µs' }, cpu);
    for (const [part, value] of cpuByName)
      figures.add({ measure: 'CPU per change', subject, part, unit: 'µs' }, value);
    figures.add({ measure: 'Redis commands per change', subject, unit: 'count' }, redisCommands);
    figures.add({ measure: 'NATS messages per change', subject, unit: 'count' }, natsMessages);
  }
  const [few, many] = phases;
  if (few && many)
    for (const measure of ['CPU per change', 'Redis commands per change', 'NATS messages per change'])
      figures.addRatio(measure, formatSubject(many), formatSubject(few));
  return figures.all;
}
