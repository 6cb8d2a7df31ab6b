import type { TestUser } from '@kcs/testkit';
import type { Ledger } from '../judge/ledger.ts';
import type { Scale } from '../scale.ts';
import { inBatches } from '../stage/in-batches.ts';
import type { ChatRoom, Stage } from '../stage/stage.ts';
import type { Client } from './client.ts';
import { LibraryClient } from './library-client.ts';
import { PlainClient } from './plain-client.ts';
import { untilThere } from './until-there.ts';

/** Everybody who listens, and the ways to send. */
export interface Crowd {
  readonly clients: readonly Client[];
  readonly plain: readonly PlainClient[];
  readonly library: readonly LibraryClient[];
  stop(): void;
}

const AT_ONCE = 20;
/** Socket.IO's own default is to try for ever; existing clients often say this instead. */
const IMPATIENT = { reconnectionAttempts: 5 } as const;

const roomsOf = (rooms: readonly ChatRoom[], user: TestUser): string[] =>
  rooms.filter(({ members }) => members.includes(user)).map(({ id }) => id);

/** One client a user: the first `libraryUsers` with the library, the rest plain; and `impatient` more plain ones. */
export async function gatherCrowd(
  { system, users, rooms }: Stage,
  { libraryUsers }: Pick<Scale, 'libraryUsers'>,
  ledger: Ledger,
  impatient = 0,
): Promise<Crowd> {
  const { socketUrl, frontDoor: restUrl } = system;
  const common = { restUrl, socketUrl, ledger };
  const library = await inBatches(users.slice(0, libraryUsers), AT_ONCE, (user, n) =>
    LibraryClient.start({ ...common, name: `library ${n + 1}`, user, roomIds: roomsOf(rooms, user) }),
  );
  const others = users.slice(libraryUsers);
  const extra = Array.from({ length: impatient }, (_, n) => others[n % others.length] as TestUser);
  const plain: PlainClient[] = [];
  for (const [n, user] of [...others, ...extra].entries()) {
    const isImpatient = n >= others.length;
    plain.push(
      new PlainClient({
        name: `${isImpatient ? 'impatient' : 'plain'} ${n + 1}`,
        user,
        url: socketUrl,
        roomIds: roomsOf(rooms, user),
        ledger,
        socket: isImpatient ? IMPATIENT : {},
      }),
    );
    if (n % AT_ONCE === AT_ONCE - 1) await untilThere(plain);
  }
  await untilThere(plain);
  const clients = [...plain, ...library];
  const stop = () => {
    for (const client of clients) client.stop();
  };
  return { clients, plain, library, stop };
}
