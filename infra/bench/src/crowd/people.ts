import { setTimeout as sleep } from 'node:timers/promises';
import type { TestSystem } from '@kcs/testkit';
import { SocketIoConnection } from '../load/socket-io-connection.ts';
import { type CrowdMember, type CrowdScale, fillCrowd } from '../school/fill-crowd.ts';

/** A member of a crowd who can log in. */
export interface CrowdPerson extends CrowdMember {
  readonly token: string;
}

/** The sizes of the 10 rooms that each person belongs to: mostly classes, and a few larger groups. */
export const TEN_ROOM_SIZES: readonly number[] = [25, 25, 25, 25, 25, 25, 50, 50, 100, 100];

/** Stores people in the database of a running system, and issues a token for each. */
export async function createPeople(system: TestSystem, scale: CrowdScale): Promise<CrowdPerson[]> {
  const { members } = await fillCrowd(system.database.url, scale);
  return Promise.all(members.map(async (member) => ({ ...member, token: await system.issueToken(member) })));
}

/** The parts that the benchmark reads of the answer to `join-chat-rooms`. */
export interface JoinAnswer {
  readonly heads: Readonly<Record<string, number>>;
  readonly missed?: Readonly<Record<string, { readonly events?: readonly unknown[] }>>;
}

const MAX_ATTEMPTS = 10;
const RETRY_DELAY_MS = 1_000;

/** Connects, and tries again like `socket.io-client` if the gateway closes the connection before it has accepted it. */
async function connectWithRetries(gatewayUrl: string, token: string): Promise<SocketIoConnection> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await SocketIoConnection.connect(gatewayUrl, { token }, () => {});
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
      await sleep(RETRY_DELAY_MS * (0.5 + Math.random()));
    }
  }
}

/**
 * Connects a person to a gateway, and joins all of their rooms except the room of everybody. With `since`, the answer
 * contains the events after these positions. Throws if one of the rooms cannot be joined.
 */
export async function joinOwnRooms(
  gatewayUrl: string,
  { token, roomIds }: CrowdPerson,
  since?: Readonly<Record<string, number>>,
): Promise<{ connection: SocketIoConnection; answer: JoinAnswer }> {
  const connection = await connectWithRetries(gatewayUrl, token);
  const text = await connection.ask('join-chat-rooms', { roomIds, ...(since && { since }) });
  const [answer] = JSON.parse(text) as [JoinAnswer];
  for (const roomId of roomIds)
    if (answer.heads?.[roomId] === undefined) throw new Error(`A socket did not join ${roomId}: ${text}`);
  return { connection, answer };
}
