import { pathScenario } from './path.ts';
import type { Scenario } from './scenario.ts';

export const ALL_SCENARIOS: readonly Scenario[] = [pathScenario];
