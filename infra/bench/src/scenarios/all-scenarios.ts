import { fanOutScenario } from './fan-out.ts';
import { idleScenario } from './idle.ts';
import { partsScenario } from './parts.ts';
import { pathScenario } from './path.ts';
import type { Scenario } from './scenario.ts';

export const ALL_SCENARIOS: readonly Scenario[] = [pathScenario, partsScenario, fanOutScenario, idleScenario];
