import type { ChatRoomsJoined, ServerEventName, SocketFailure } from '@kcs/contracts';
import { TestSocket } from '@kcs/testkit';
import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import type { Test } from 'tap';
import type { StandInUser } from './services-stand-in.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever arrived
type Payload = any;

/** Longer than the sweep, which some tests wait for. */
const WAIT_MS = 10_000;

/** The test kit's plain client with a longer wait and untyped payloads. */
export class ChatClient extends TestSocket {
  override next(
    event: ServerEventName,
    fits: (payload: Payload) => boolean = () => true,
    ms = WAIT_MS,
  ): Promise<Payload> {
    return super.next(event, fits, ms);
  }

  override all(event: ServerEventName): Payload[] {
    return super.all(event);
  }

  override join(
    roomIds: readonly string[],
    since?: Readonly<Record<string, number>>,
  ): Promise<ChatRoomsJoined & SocketFailure> {
    return super.join(roomIds, since);
  }
}

/** Connects a client for the user; it is closed with the test. */
export async function connect(
  t: Test,
  url: string,
  { token }: Pick<StandInUser, 'token'>,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<ChatClient> {
  const client = new ChatClient(url, { auth: { token }, ...options });
  t.teardown(() => client.close());
  await client.connects();
  return client;
}
