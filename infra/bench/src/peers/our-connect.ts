import type { TestSystem } from '@kcs/testkit';
import { createPeople, joinOwnRooms, TEN_ROOM_SIZES } from '../crowd/people.ts';
import type { MeasuredProcess } from '../measure/process-cpu.ts';
import type { ConnectPeer } from './connect-peer.ts';

interface OurConnectOptions {
  readonly processes: readonly MeasuredProcess[];
  readonly people: number;
  /** The number of the crowd, if the database contains several. */
  readonly crowdNumber?: number;
}

/** Stores people who belong to 10 rooms in a running system. Their connections use its first gateway. */
export async function createOurConnect(
  system: TestSystem,
  { processes, people, crowdNumber = 0 }: OurConnectOptions,
): Promise<ConnectPeer> {
  const crowd = await createPeople(system, { people, roomSizes: TEN_ROOM_SIZES, crowdNumber });
  const [gateway] = system.gateways;
  return {
    name: 'ours',
    processes,
    connect: async (n) => {
      const person = crowd[n - 1];
      if (!person) throw new Error(`There are only ${crowd.length} people, and not ${n}`);
      const { connection } = await joinOwnRooms(gateway.url, person);
      return () => connection.close();
    },
  };
}

/** Returns all processes of a system with a PostgreSQL of its own that take part in a connection. */
export function listConnectProcesses({ gateways, apis, presence, postgres, nats, redis }: TestSystem) {
  const replicas = [...gateways, ...apis, ...presence].map(({ name, pid }) => [name, pid] as const);
  const servers = [
    ['PostgreSQL', postgres.pid],
    ['NATS', nats.pid],
    ['Redis', redis.pid],
  ] as const;
  return [...replicas, ...servers].map(([name, pid]): MeasuredProcess => {
    if (pid === undefined) throw new Error(`${name} is not running`);
    return { name, pid };
  });
}
