import { catchUpScenario } from './catch-up.ts';
import { connectScenario } from './connect.ts';
import { fanOutScenario } from './fan-out.ts';
import { historyScenario } from './history.ts';
import { idleScenario } from './idle.ts';
import { latencyScenario } from './latency.ts';
import { partsScenario } from './parts.ts';
import { pathScenario } from './path.ts';
import { presenceScenario } from './presence.ts';
import { scaleScenario } from './scale.ts';
import type { Scenario } from './scenario.ts';
import { searchScenario } from './search.ts';

/** All scenarios, in the order in which they run. Those that share the large school come last. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  pathScenario,
  partsScenario,
  fanOutScenario,
  scaleScenario,
  latencyScenario,
  idleScenario,
  connectScenario,
  catchUpScenario,
  presenceScenario,
  historyScenario,
  searchScenario,
];
