/** The parts of the system whose load is estimated. All replicas of a part count together. */
export const SYSTEM_PARTS = ['chat-api', 'gateway', 'presence', 'PostgreSQL', 'NATS', 'Redis'] as const;
export type SystemPart = (typeof SYSTEM_PARTS)[number];

/** A CPU time for each part, in microseconds. */
export type PartCosts = Readonly<Record<SystemPart, number>>;

export function mapParts(getValue: (part: SystemPart) => number): PartCosts {
  return Object.fromEntries(SYSTEM_PARTS.map((part) => [part, getValue(part)])) as Record<SystemPart, number>;
}

export const sumParts = (costs: PartCosts): number =>
  SYSTEM_PARTS.reduce((sum, part) => sum + costs[part], 0);
