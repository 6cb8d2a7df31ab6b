import { parseArgs } from 'node:util';
import { formatPlan } from './format-plan.ts';
import { planSystem } from './plan-system.ts';
import { DEFAULT_WORKLOAD, type Workload } from './workload.ts';

interface CapacityContext {
  readonly args: readonly string[];
  say(line: string): void;
}

/** The flag for each field of a workload. */
const FIELDS_BY_FLAG = {
  people: 'people',
  connections: 'connectionsPerPerson',
  rooms: 'roomsPerPerson',
  members: 'membersPerRoom',
  messages: 'messagesPerPersonPerHour',
  years: 'years',
} as const satisfies Record<string, keyof Workload>;

const USAGE = `npm run capacity -- [flags]   estimates what a school needs in its busiest hour
  --people N        people who are connected at the same time (${DEFAULT_WORKLOAD.people})
  --connections N   sockets of each of them: tabs and devices (${DEFAULT_WORKLOAD.connectionsPerPerson})
  --rooms N         rooms of each person (${DEFAULT_WORKLOAD.roomsPerPerson})
  --members N       connected members of the room of an average message (${DEFAULT_WORKLOAD.membersPerRoom})
  --messages N      messages of each person in the busiest hour (${DEFAULT_WORKLOAD.messagesPerPersonPerHour})
  --years N         years of messages in the database (${DEFAULT_WORKLOAD.years})`;

class UsageError extends Error {
  readonly fix = USAGE;
}

/** Implements `npm run capacity`. Starts nothing. Throws an error whose `fix` is the usage if a flag is invalid. */
export async function runCapacity({ args, say }: CapacityContext): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    say(USAGE);
    return 0;
  }
  say(formatPlan(planSystem(readWorkload(args))));
  return 0;
}

function readWorkload(args: readonly string[]): Workload {
  const flags = parseFlags(args);
  const givenValues = Object.entries(FIELDS_BY_FLAG).flatMap(([flag, field]) => {
    const text = flags[flag as keyof typeof FIELDS_BY_FLAG];
    if (text === undefined) return [];
    const value = Number(text);
    if (!(value > 0 && Number.isFinite(value)))
      throw new UsageError(`--${flag} must be a positive number, not "${text}".`);
    return [[field, value]];
  });
  return { ...DEFAULT_WORKLOAD, ...Object.fromEntries(givenValues) };
}

function parseFlags(args: readonly string[]) {
  const option = { type: 'string' } as const;
  const options = {
    people: option,
    connections: option,
    rooms: option,
    members: option,
    messages: option,
    years: option,
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
