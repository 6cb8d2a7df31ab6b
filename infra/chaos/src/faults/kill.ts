import type { System } from '@kcs/testkit';
import type { Random } from '../random.ts';
import { bringBack } from './bring-back.ts';
import type { Fault } from './fault.ts';

export type Victim = 'chat-api' | 'gateway' | 'presence' | 'NATS' | 'Redis' | 'PostgreSQL';

interface Killable {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** What can be killed, and of which kind it is. */
const VICTIMS: Readonly<Record<Victim, (system: System) => readonly Killable[]>> = {
  'chat-api': (system: System) => system.apis,
  gateway: (system: System) => system.gateways,
  presence: (system: System) => system.presence,
  NATS: (system: System) => [system.nats],
  Redis: (system: System) => [system.redis],
  PostgreSQL: (system: System) => [system.postgres],
};

export const VICTIM_KINDS = Object.keys(VICTIMS) as Victim[];

/** `kill -9` of one, which then comes back by its supervisor. */
export const kill = (victim: Victim, random: Random): Fault => ({
  name: `kill -9 ${victim}`,
  async run(system, signal) {
    const process = random.pick(VICTIMS[victim](system));
    await process.kill();
    await bringBack(process, signal);
  },
});

/** Each kind about as often as the others, in an order that is drawn. */
export function drawKills(count: number, random: Random): Fault[] {
  const deck = Array.from({ length: Math.ceil(count / VICTIM_KINDS.length) }, () =>
    random.shuffled(VICTIM_KINDS),
  );
  return random.shuffled(deck.flat().slice(0, count)).map((victim) => kill(victim, random));
}
