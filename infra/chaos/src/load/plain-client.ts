import type { ServerEventPayload } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Ledger } from '../judge/ledger.ts';
import { arrived, type LiveOrder, orderFrom } from '../judge/live-order.ts';
import { Received } from '../judge/received.ts';
import type { Client } from './client.ts';
import { fetchMissed } from './fetch-missed.ts';
import { lastingEvent } from './lasting-event.ts';

export interface PlainClientOptions {
  readonly name: string;
  readonly user: TestUser;
  readonly url: string;
  readonly roomIds: readonly string[];
  readonly ledger: Ledger;
  readonly socket?: Partial<ManagerOptions & SocketOptions>;
}

type Joined = ServerEventPayload<'chat-rooms-joined'>;

const ANSWER_WITHIN_MS = 8_000;
const JOIN_AGAIN_MS = 500;

/**
 * A client of bare `socket.io-client`, as an existing application has it: it comes back by the library's own
 * reconnection and joins with `since`. It does not sort what it hears: order and repeats are judged as they come.
 */
export class PlainClient implements Client {
  readonly kind = 'plain';
  readonly name: string;
  readonly roomIds: readonly string[];
  readonly user: TestUser;
  readonly socket: Socket;
  /** Of the latest connection. */
  connectedAt = 0;
  readonly #ledger: Ledger;
  readonly #received = new Map<string, Received>();
  /** Of the present connection only. */
  readonly #live = new Map<string, LiveOrder>();
  readonly #toJoin = new Set<string>();
  #joining = false;
  #lastWords = 'never connected';
  #gaveUp = false;

  constructor({ name, user, url, roomIds, ledger, socket }: PlainClientOptions) {
    this.name = name;
    this.user = user;
    this.roomIds = roomIds;
    this.#ledger = ledger;
    this.socket = io(url, { forceNew: true, auth: { token: user.token }, ...socket });
    this.socket.on('connect', () => {
      this.connectedAt = performance.now();
      void this.#join(roomIds);
    });
    this.socket.on('disconnect', (reason) => {
      this.#lastWords = reason;
      this.#live.clear();
    });
    this.socket.on('connect_error', (error) => {
      this.#lastWords = error.message;
    });
    this.socket.on('chat-resync', ({ rooms }: ServerEventPayload<'chat-resync'>) =>
      this.#join(Object.keys(rooms)),
    );
    this.socket.onAny((name: string, payload: unknown) => this.#hear(name, payload));
    this.socket.io.on('reconnect_failed', () => {
      this.#gaveUp = true;
    });
  }

  get isThere(): boolean {
    return this.socket.connected && this.#toJoin.size === 0 && this.#live.size === this.roomIds.length;
  }

  /** It will never come back by itself. */
  get isStranded(): boolean {
    return this.#gaveUp || !(this.socket.connected || this.socket.active);
  }

  missing(roomId: string, head: number): number {
    return this.#received.get(roomId)?.missing(head) ?? head;
  }

  describe(): string {
    return `${this.name}: ${this.socket.connected ? 'connected' : `away (${this.#lastWords})`}, ${this.#live.size} of ${this.roomIds.length} rooms joined${this.isStranded ? ', stranded' : ''}`;
  }

  stop(): void {
    this.socket.disconnect();
  }

  /** Until the present connection is in these rooms, or over. */
  async #join(roomIds: readonly string[]): Promise<void> {
    for (const id of roomIds) this.#toJoin.add(id);
    if (this.#joining) return;
    this.#joining = true;
    while (this.#toJoin.size > 0 && this.socket.connected) {
      const joined = await this.#askToJoin([...this.#toJoin]);
      if (!joined && this.socket.connected) {
        await new Promise((resolve) => setTimeout(resolve, JOIN_AGAIN_MS));
      }
    }
    this.#joining = false;
  }

  /** Whether all of them are joined now. */
  #askToJoin(roomIds: readonly string[]): Promise<boolean> {
    const since = Object.fromEntries(
      roomIds.flatMap((id) => {
        const received = this.#received.get(id);
        return received ? [[id, received.position]] : [];
      }),
    );
    return new Promise((resolve) => {
      // All in the callback: what follows the answer on the wire is live, and must find the head in place.
      const take = (error: Error | null, answer: Joined) => {
        if (error) this.#lastWords = error.message;
        else this.#takeJoined(answer, since);
        resolve(!error && roomIds.every((id) => answer.rooms?.includes(id)));
      };
      this.socket.timeout(ANSWER_WITHIN_MS).emit('join-chat-rooms', { roomIds, since }, take);
    });
  }

  #takeJoined({ rooms = [], heads, missed = {} }: Joined, since: Readonly<Record<string, number>>): void {
    for (const roomId of rooms) {
      const head = heads[roomId] ?? 0;
      this.#toJoin.delete(roomId);
      this.#live.set(roomId, orderFrom(head));
      const received = this.#received.get(roomId);
      if (!received) {
        this.#received.set(roomId, new Received(head));
        continue;
      }
      const gap = missed[roomId];
      if (gap && 'events' in gap) {
        this.#judgeMissed(roomId, gap.events, since[roomId] ?? head, head);
        for (const { seq } of gap.events) received.add(seq);
      } else if (gap)
        void fetchMissed(this.user, roomId, received, head).catch((error) => this.#ledger.note(error));
    }
  }

  /** All between `since` and the head, each once: what is above the head would come again, live. */
  #judgeMissed(
    roomId: string,
    events: readonly { readonly seq: number }[],
    since: number,
    head: number,
  ): void {
    const isWhole = events.length === head - since && events.every(({ seq }, n) => seq === since + 1 + n);
    if (isWhole) return;
    const named = `${events[0]?.seq} to ${events.at(-1)?.seq}, ${events.length} events`;
    this.#ledger.irregular(
      'plain',
      'out of order',
      `${this.name} ${roomId}: missed ${named}, between ${since} and ${head}`,
    );
  }

  #hear(name: string, payload: unknown): void {
    const event = lastingEvent(name, payload);
    const order = event && this.#live.get(event.roomId);
    if (!event || !order) return;
    const [next, verdict] = arrived(order, event.seq);
    this.#live.set(event.roomId, next);
    this.#received.get(event.roomId)?.add(event.seq);
    if (verdict === 'good') return;
    this.#ledger.irregular(
      'plain',
      verdict,
      `${this.name} ${event.roomId}: ${event.seq} came after ${order.highest}`,
    );
  }
}
