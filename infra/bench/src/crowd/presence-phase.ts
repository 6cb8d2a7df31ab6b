import type { SystemCosts } from '../measure/system-costs.ts';

/** One part of the presence drill, with what each change cost. */
export interface PresencePhase {
  readonly name: string;
  readonly users: number;
  /** The number of sockets opened and closed, and of statuses set. */
  readonly changes: number;
  /** The number of published presence changes. */
  readonly published: number;
  /** The number of presence events that each tab received. */
  readonly eventsPerSocket: readonly number[];
  /** The costs per change, without the costs of the idle system. */
  readonly costs: SystemCosts;
}
