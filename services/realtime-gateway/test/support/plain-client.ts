import { once } from 'node:events';
import type { ChatRoomsJoined, SocketFailure } from '@kcs/contracts';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Test } from 'tap';
import type { TestUser } from './stand-in.ts';
import { until } from './until.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever arrived
type Payload = any;
export interface Received {
  readonly event: string;
  readonly payload: Payload;
}

/** A default `socket.io-client` that keeps all that arrives. */
export class PlainClient {
  readonly socket: Socket;
  readonly received: Received[] = [];
  readonly ends: string[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((event: string, payload: Payload) => this.received.push({ event, payload }));
    socket.on('disconnect', (reason) => this.ends.push(reason));
  }

  all(event: string): Payload[] {
    return this.received.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The numbers of the lasting events of the room, in the order of arrival. */
  seqs(): number[] {
    return this.received.flatMap(({ payload }) => (typeof payload?.seq === 'number' ? [payload.seq] : []));
  }

  async next(event: string, matches: (payload: Payload) => boolean = () => true, ms = 10_000) {
    await until(`${event}`, () => this.all(event).some(matches), ms);
    return this.all(event).find(matches);
  }

  ask(event: string, ...payload: unknown[]): Promise<Payload> {
    return this.socket.timeout(10_000).emitWithAck(event, ...payload);
  }

  async join(roomIds: readonly string[], since?: Record<string, number>) {
    return (await this.ask('join-chat-rooms', since ? { roomIds, since } : { roomIds })) as ChatRoomsJoined &
      SocketFailure;
  }
}

export async function connect(
  t: Test,
  url: string,
  user: TestUser,
  options: Partial<ManagerOptions & SocketOptions> = {},
): Promise<PlainClient> {
  const client = new PlainClient(io(url, { auth: { token: user.token }, forceNew: true, ...options }));
  t.teardown(() => client.socket.disconnect());
  if (!client.socket.connected) await once(client.socket as never, 'connect');
  return client;
}
