import type { ServerEventPayload } from '@kcs/contracts';
import type { TestSocket, TestUser } from '@kcs/testkit';

/** The time for which a client was not connected, in ms of `performance.now`. */
interface ClientAbsence {
  /** The Engine.IO session that ended. */
  readonly sessionId: string;
  readonly from: number;
  to: number | undefined;
}

type JoinAnswer = Pick<ServerEventPayload<'chat-rooms-joined'>, 'missed'>;

interface BalancedClientOptions {
  readonly user: TestUser;
  readonly url: string;
  readonly roomId: string;
  readonly usesPollingOnly: boolean;
}

/**
 * A `socket.io-client` in one room behind a load balancer. After each reconnect, it joins the room again from the last
 * message that it has received, as an application does.
 */
export class BalancedClient {
  readonly roomId: string;
  readonly usesPollingOnly: boolean;
  /** The seqs of the received messages, in the order of their arrival. */
  readonly seqs: number[] = [];
  readonly absences: ClientAbsence[] = [];
  readonly #socket: TestSocket;
  #sessionId = '';

  private constructor(socket: TestSocket, { roomId, usesPollingOnly }: BalancedClientOptions) {
    this.#socket = socket;
    this.roomId = roomId;
    this.usesPollingOnly = usesPollingOnly;
  }

  static async connect(options: BalancedClientOptions): Promise<BalancedClient> {
    const { user, url, roomId, usesPollingOnly } = options;
    const socket = await user.connect({ url }, usesPollingOnly ? { transports: ['polling'] } : {});
    const client = new BalancedClient(socket, options);
    client.#rememberSession();
    socket.raw.on('new-chat-message', ({ seq }: { seq: number }) => client.seqs.push(seq));
    socket.raw.on('disconnect', () => client.#recordDisconnect());
    socket.raw.on('connect', () => client.#recordReturn());
    await socket.join([roomId]);
    return client;
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  get usesWebSocket(): boolean {
    return this.#socket.raw.io.engine.transport.name === 'websocket';
  }

  /** The id of the current Engine.IO session, which begins with the name of its gateway. */
  get sessionId(): string {
    return this.#sessionId;
  }

  #recordDisconnect(): void {
    this.absences.push({ sessionId: this.#sessionId, from: performance.now(), to: undefined });
  }

  #recordReturn(): void {
    this.#rememberSession();
    const absence = this.absences.at(-1);
    if (absence) absence.to = performance.now();
    const since = { [this.roomId]: this.seqs.at(-1) ?? 1 };
    // A callback runs before the events that follow the answer. A promise might resolve after them.
    this.#socket.emit('join-chat-rooms', { roomIds: [this.roomId], since }, (answer: JoinAnswer) => {
      const missed = answer.missed?.[this.roomId];
      if (missed !== undefined && 'events' in missed) this.seqs.push(...missed.events.map(({ seq }) => seq));
    });
  }

  #rememberSession(): void {
    this.#sessionId = this.#socket.raw.io.engine.id;
  }
}
