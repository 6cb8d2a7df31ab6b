import { setTimeout as sleep } from 'node:timers/promises';
import { CuttableProxy, type TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import type { JitterScale } from '../plan/scale.ts';
import { mapInBatches } from '../school/in-batches.ts';
import type { ChaosSchool, ChatRoom } from '../school/school.ts';
import { type ChaosClient, waitUntilReady } from './client.ts';
import { LibraryClient } from './library-client.ts';
import { SocketIoClient } from './socket-io-client.ts';

export type MobileClientKind = 'library' | 'polling first' | 'WebSocket';

/** A client with its own network connection, which can be cut without affecting other clients. */
export interface MobileClient {
  readonly kind: MobileClientKind;
  readonly client: SocketIoClient | LibraryClient;
  readonly network: CuttableProxy;
}

const CONNECT_BATCH_SIZE = 50;
/** One in ten plain clients starts with long-polling, which is Socket.IO's default. All others start with WebSocket. */
const CLIENTS_PER_POLLING_FIRST_CLIENT = 10;
/**
 * Reconnection delays as in applications that are made for poor networks. With Socket.IO's default maximum of 5 s, the
 * measured catch-up time would consist mostly of these delays.
 */
const RECONNECTION_OPTIONS = { reconnectionDelay: 1_000, reconnectionDelayMax: 2_000 } as const;

/**
 * Connects `clients` clients to one room. Each client has its own proxy, through which its connection can be cut.
 * Several clients may belong to the same user.
 */
export function connectMobileClients(
  { system, users }: ChaosSchool,
  room: ChatRoom,
  { clients, libraryClients }: JitterScale,
  ledger: Ledger,
): Promise<MobileClient[]> {
  const startMobileClient = async (n: number): Promise<MobileClient> => {
    const networkProxy = await CuttableProxy.start(system.frontDoor);
    const proxyUrl = networkProxy.through(system.frontDoor);
    const user = users[n % users.length] as TestUser;
    const clientOptions = { user, roomIds: [room.id], ledger, name: `mobile ${n + 1}` };
    if (n < libraryClients) {
      const client = await LibraryClient.start({ ...clientOptions, restUrl: proxyUrl, socketUrl: proxyUrl });
      return { kind: 'library', network: networkProxy, client };
    }
    const clientKind = n % CLIENTS_PER_POLLING_FIRST_CLIENT === 0 ? 'polling first' : 'WebSocket';
    const transportOptions = clientKind === 'WebSocket' ? { transports: ['websocket'] } : {};
    const client = new SocketIoClient({
      ...clientOptions,
      url: proxyUrl,
      socket: { ...RECONNECTION_OPTIONS, ...transportOptions },
    });
    await waitUntilReady([client]);
    return { kind: clientKind, network: networkProxy, client };
  };
  const clientNumbers = Array.from({ length: clients }, (_, n) => n);
  return mapInBatches(clientNumbers, CONNECT_BATCH_SIZE, startMobileClient);
}

/**
 * Cuts a client's network for `ms`: open connections are reset, and new ones are refused. Resolves once the network
 * works again.
 */
export async function cutNetworkTemporarily(
  network: CuttableProxy,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  network.cut();
  try {
    await sleep(ms, undefined, { signal });
  } finally {
    network.mend();
  }
}

export function listUnderlyingClients(mobiles: readonly MobileClient[]): ChaosClient[] {
  return mobiles.map(({ client }) => client);
}

export async function stopMobileClients(mobiles: readonly MobileClient[]): Promise<void> {
  for (const { client } of mobiles) client.stop();
  await Promise.all(mobiles.map(({ network }) => network.stop()));
}
