import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import type { JitterScale } from '../scale.ts';
import { inBatches } from '../stage/in-batches.ts';
import type { ChatRoom, Stage } from '../stage/stage.ts';
import type { Client } from './client.ts';
import { LibraryClient } from './library-client.ts';
import { Line } from './line.ts';
import { PlainClient } from './plain-client.ts';
import { untilThere } from './until-there.ts';

/** How it connects. */
export type MobileKind = 'library' | 'polling first' | 'WebSocket';

/** A client behind a line of its own. */
export interface Mobile {
  readonly kind: MobileKind;
  readonly client: PlainClient | LibraryClient;
  readonly line: Line;
}

const AT_ONCE = 50;
/** Every tenth plain client begins with polling, as Socket.IO's default is; the others with WebSocket. */
const POLLING_FIRST_EVERY = 10;
/** An application on a bad network sets this; the default of 5 s would be most of what is measured. */
const RECONNECTION = { reconnectionDelay: 1_000, reconnectionDelayMax: 2_000 } as const;

/** Many clients of few users in one room, each with its own network. */
export async function gatherMobiles(
  { system, users }: Stage,
  room: ChatRoom,
  { clients, libraryClients }: JitterScale,
  ledger: Ledger,
): Promise<Mobile[]> {
  const numbers = Array.from({ length: clients }, (_, n) => n);
  const start = async (n: number): Promise<Mobile> => {
    const line = await Line.to(system.frontDoor);
    const user = users[n % users.length] as TestUser;
    const common = { user, roomIds: [room.id], ledger, name: `mobile ${n + 1}` };
    if (n < libraryClients) {
      const urls = { restUrl: line.url, socketUrl: line.url };
      return { kind: 'library', line, client: await LibraryClient.start({ ...common, ...urls }) };
    }
    const kind = n % POLLING_FIRST_EVERY === 0 ? 'polling first' : 'WebSocket';
    const transports = kind === 'WebSocket' ? { transports: ['websocket'] } : {};
    const client = new PlainClient({ ...common, url: line.url, socket: { ...RECONNECTION, ...transports } });
    await untilThere([client]);
    return { kind, line, client };
  };
  return inBatches(numbers, AT_ONCE, start);
}

export const clientsOf = (mobiles: readonly Mobile[]): Client[] => mobiles.map(({ client }) => client);

export async function endMobiles(mobiles: readonly Mobile[]): Promise<void> {
  for (const { client } of mobiles) client.stop();
  await Promise.all(mobiles.map(({ line }) => line.end()));
}
