import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import type { Scale } from '../plan/scale.ts';
import { mapInBatches } from '../school/in-batches.ts';
import type { ChatRoom, School } from '../school/school.ts';
import { type Client, waitUntilReady } from './client.ts';
import { Guest } from './guest.ts';
import { LibraryClient } from './library-client.ts';
import { PlainClient } from './plain-client.ts';

/** All clients that one section of a chaos run has connected. */
export interface Crowd {
  readonly clients: readonly Client[];
  readonly plain: readonly PlainClient[];
  readonly library: readonly LibraryClient[];
  readonly guests: readonly Guest[];
  stop(): void;
}

const CONNECT_BATCH_SIZE = 20;
/**
 * Socket options like those of some existing applications, which limit the attempts to reconnect. By default, Socket.IO
 * keeps trying forever.
 */
const IMPATIENT_SOCKET_OPTIONS = { reconnectionAttempts: 5 } as const;

/**
 * Connects one client for each user: library clients for the first `libraryUsers` users, and plain clients for all
 * others. Also connects the guests, and `impatient` additional plain clients that give up after five failed attempts to
 * reconnect. Resolves once all clients are ready.
 */
export async function connectCrowd(
  { system, users, rooms, guests: guestUsers }: School,
  { libraryUsers }: Pick<Scale, 'libraryUsers'>,
  ledger: Ledger,
  impatient = 0,
): Promise<Crowd> {
  const { socketUrl, frontDoor: restUrl } = system;
  const sharedOptions = { restUrl, socketUrl, ledger };
  const libraryClients = await mapInBatches(users.slice(0, libraryUsers), CONNECT_BATCH_SIZE, (user, n) =>
    LibraryClient.start({
      ...sharedOptions,
      name: `library ${n + 1}`,
      user,
      roomIds: listRoomIds(rooms, user),
    }),
  );
  const plainClientUsers = users.slice(libraryUsers);
  const impatientUsers = Array.from(
    { length: impatient },
    (_, n) => plainClientUsers[n % plainClientUsers.length] as TestUser,
  );
  const plainClients: PlainClient[] = [];
  for (const [n, user] of [...plainClientUsers, ...impatientUsers].entries()) {
    const isClientImpatient = n >= plainClientUsers.length;
    plainClients.push(
      new PlainClient({
        name: `${isClientImpatient ? 'impatient' : 'plain'} ${n + 1}`,
        user,
        url: socketUrl,
        roomIds: listRoomIds(rooms, user),
        ledger,
        socket: isClientImpatient ? IMPATIENT_SOCKET_OPTIONS : {},
      }),
    );
    if (n % CONNECT_BATCH_SIZE === CONNECT_BATCH_SIZE - 1) await waitUntilReady(plainClients);
  }
  await waitUntilReady(plainClients);
  const clients = [...plainClients, ...libraryClients];
  const guests = guestUsers.map((user) => new Guest({ user, url: socketUrl, ledger }));
  const stopCrowd = () => {
    for (const client of [...clients, ...guests]) client.stop();
  };
  return { clients, plain: plainClients, library: libraryClients, guests, stop: stopCrowd };
}

function listRoomIds(rooms: readonly ChatRoom[], user: TestUser): string[] {
  return rooms.filter(({ members }) => members.includes(user)).map(({ id }) => id);
}
