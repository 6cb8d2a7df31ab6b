import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import type { ChaosScale } from '../plan/scale.ts';
import { mapInBatches } from '../school/in-batches.ts';
import type { ChaosSchool, ChatRoom } from '../school/school.ts';
import { type ChaosClient, waitUntilReady } from './client.ts';
import { Guest } from './guest.ts';
import { LibraryClient } from './library-client.ts';
import { SocketIoClient } from './socket-io-client.ts';

/** All clients that one section of a chaos run has connected. */
export interface Crowd {
  readonly clients: readonly ChaosClient[];
  readonly plain: readonly SocketIoClient[];
  readonly library: readonly LibraryClient[];
  readonly guests: readonly Guest[];
  stop(): void;
}

const CONNECT_BATCH_SIZE = 20;
/**
 * Socket options that limit the number of reconnection attempts, as some existing applications do. By default,
 * Socket.IO keeps trying forever.
 */
const IMPATIENT_SOCKET_OPTIONS = { reconnectionAttempts: 5 } as const;

/**
 * Connects one client for each user: library clients for the first `libraryUsers` users, and plain clients for all
 * others. Also connects the guests, and `impatient` additional plain clients that give up after five failed attempts to
 * reconnect. Resolves once all clients are ready.
 */
export async function connectCrowd(
  { system, users, rooms, guests: guestUsers }: ChaosSchool,
  { libraryUsers }: Pick<ChaosScale, 'libraryUsers'>,
  ledger: Ledger,
  impatient = 0,
): Promise<Crowd> {
  const { socketUrl, frontDoor: restUrl } = system;
  const sharedLibraryClientOptions = { restUrl, socketUrl, ledger };
  const libraryClients = await mapInBatches(users.slice(0, libraryUsers), CONNECT_BATCH_SIZE, (user, n) =>
    LibraryClient.start({
      ...sharedLibraryClientOptions,
      name: `library ${n + 1}`,
      user,
      roomIds: listRoomIdsOfUser(rooms, user),
    }),
  );
  const socketIoClientUsers = users.slice(libraryUsers);
  const impatientClientUsers = Array.from(
    { length: impatient },
    (_, n) => socketIoClientUsers[n % socketIoClientUsers.length] as TestUser,
  );
  const socketIoClients: SocketIoClient[] = [];
  for (const [n, user] of [...socketIoClientUsers, ...impatientClientUsers].entries()) {
    const isClientImpatient = n >= socketIoClientUsers.length;
    socketIoClients.push(
      new SocketIoClient({
        name: `${isClientImpatient ? 'impatient' : 'plain'} ${n + 1}`,
        user,
        url: socketUrl,
        roomIds: listRoomIdsOfUser(rooms, user),
        ledger,
        socket: isClientImpatient ? IMPATIENT_SOCKET_OPTIONS : {},
      }),
    );
    if (n % CONNECT_BATCH_SIZE === CONNECT_BATCH_SIZE - 1) await waitUntilReady(socketIoClients);
  }
  await waitUntilReady(socketIoClients);
  const clients = [...socketIoClients, ...libraryClients];
  const guestClients = guestUsers.map((user) => new Guest({ user, url: socketUrl, ledger }));
  const stopCrowd = () => {
    for (const client of [...clients, ...guestClients]) client.stop();
  };
  return { clients, plain: socketIoClients, library: libraryClients, guests: guestClients, stop: stopCrowd };
}

function listRoomIdsOfUser(rooms: readonly ChatRoom[], user: TestUser): string[] {
  return rooms.filter(({ members }) => members.includes(user)).map(({ id }) => id);
}
