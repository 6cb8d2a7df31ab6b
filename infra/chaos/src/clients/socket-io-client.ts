import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerEventPayload } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Ledger } from '../judge/ledger.ts';
import { createLiveOrderAfterJoin, judgeEventArrival, type LiveOrder } from '../judge/live-order.ts';
import { ReceivedEvents } from '../judge/received-events.ts';
import type { ChaosClient } from './client.ts';
import { fetchMissedEvents } from './fetch-missed.ts';
import { parseRoomEvent } from './parse-room-event.ts';

export interface SocketIoClientOptions {
  readonly name: string;
  readonly user: TestUser;
  readonly url: string;
  readonly roomIds: readonly string[];
  readonly ledger: Ledger;
  readonly socket?: Partial<ManagerOptions & SocketOptions>;
}

type JoinReply = ServerEventPayload<'chat-rooms-joined'>;

const JOIN_REPLY_TIMEOUT_MS = 8_000;
const REJOIN_PAUSE_MS = 500;

/**
 * A plain `socket.io-client`, used the way existing applications use it. It relies on Socket.IO to reconnect, and joins
 * rooms with `since`. It neither sorts nor deduplicates events: their order is checked as they arrive.
 */
export class SocketIoClient implements ChaosClient {
  readonly kind = 'plain';
  readonly name: string;
  readonly roomIds: readonly string[];
  readonly user: TestUser;
  readonly socket: Socket;
  /** When the client last connected, as returned by `performance.now()`. */
  connectedAt = 0;
  readonly #ledger: Ledger;
  readonly #received = new Map<string, ReceivedEvents>();
  /** The order of the live events in each joined room, on the current connection. */
  readonly #live = new Map<string, LiveOrder>();
  readonly #unjoined = new Set<string>();
  #joining = false;
  #lastError = 'never connected';
  #gaveUp = false;

  constructor({ name, user, url, roomIds, ledger, socket }: SocketIoClientOptions) {
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
      this.#lastError = reason;
      this.#live.clear();
    });
    this.socket.on('connect_error', (error) => {
      this.#lastError = error.message;
    });
    this.socket.on('chat-resync', ({ rooms }: ServerEventPayload<'chat-resync'>) =>
      this.#join(Object.keys(rooms)),
    );
    this.socket.onAny((name: string, payload: unknown) => this.#receive(name, payload));
    this.socket.io.on('reconnect_failed', () => {
      this.#gaveUp = true;
    });
  }

  get isReady(): boolean {
    return this.socket.connected && this.#unjoined.size === 0 && this.#live.size === this.roomIds.length;
  }

  /** Whether the client has given up reconnecting. */
  get isStranded(): boolean {
    return this.#gaveUp || !(this.socket.connected || this.socket.active);
  }

  missing(roomId: string, head: number): number {
    return this.#received.get(roomId)?.missing(head) ?? head;
  }

  describe(): string {
    return `${this.name}: ${this.socket.connected ? 'connected' : `disconnected (${this.#lastError})`}, ${this.#live.size} of ${this.roomIds.length} rooms joined${this.isStranded ? ', will not reconnect' : ''}`;
  }

  stop(): void {
    this.socket.disconnect();
  }

  /** Joins the rooms. Retries until every room is joined or the connection is lost. */
  async #join(roomIds: readonly string[]): Promise<void> {
    for (const id of roomIds) this.#unjoined.add(id);
    if (this.#joining) return;
    this.#joining = true;
    while (this.#unjoined.size > 0 && this.socket.connected) {
      const hasJoinedAllRooms = await this.#tryToJoin([...this.#unjoined]);
      if (!hasJoinedAllRooms && this.socket.connected) {
        await sleep(REJOIN_PAUSE_MS);
      }
    }
    this.#joining = false;
  }

  /** Tries once to join the rooms. Returns whether every room was joined. */
  #tryToJoin(roomIds: readonly string[]): Promise<boolean> {
    const positionByRoom = Object.fromEntries(
      roomIds.flatMap((id) => {
        const receivedEvents = this.#received.get(id);
        return receivedEvents ? [[id, receivedEvents.position]] : [];
      }),
    );
    return new Promise((resolve) => {
      // Apply the reply here in the callback and not later, because live events may follow the reply immediately, and
      // the check of their order begins at the head in the reply.
      const handleJoinReply = (error: Error | null, reply: JoinReply) => {
        if (error) this.#lastError = error.message;
        else this.#applyJoined(reply, positionByRoom);
        resolve(!error && roomIds.every((id) => reply.rooms?.includes(id)));
      };
      this.socket
        .timeout(JOIN_REPLY_TIMEOUT_MS)
        .emit('join-chat-rooms', { roomIds, since: positionByRoom }, handleJoinReply);
    });
  }

  #applyJoined({ rooms = [], heads, missed = {} }: JoinReply, since: Readonly<Record<string, number>>): void {
    for (const roomId of rooms) {
      const headAtJoin = heads[roomId] ?? 0;
      this.#unjoined.delete(roomId);
      this.#live.set(roomId, createLiveOrderAfterJoin(headAtJoin));
      const receivedEvents = this.#received.get(roomId);
      if (!receivedEvents) {
        this.#received.set(roomId, new ReceivedEvents(headAtJoin));
        continue;
      }
      const missedEvents = missed[roomId];
      if (missedEvents && 'events' in missedEvents) {
        this.#judgeMissed(roomId, missedEvents.events, since[roomId] ?? headAtJoin, headAtJoin);
        for (const { seq } of missedEvents.events) receivedEvents.add(seq);
      } else if (missedEvents)
        void fetchMissedEvents(this.user, roomId, receivedEvents, headAtJoin).catch((error) =>
          this.#ledger.note(error),
        );
    }
  }

  /**
   * Checks that the `missed` list in a join reply contains every event after `since`, up to the `headAtJoin` of the
   * reply, exactly once and in order. Events above this head arrive live.
   */
  #judgeMissed(
    roomId: string,
    events: readonly { readonly seq: number }[],
    since: number,
    head: number,
  ): void {
    const isMissedListComplete =
      events.length === head - since && events.every(({ seq }, n) => seq === since + 1 + n);
    if (isMissedListComplete) return;
    const missedRangeText = `${events.length} events, seqs ${events[0]?.seq} to ${events.at(-1)?.seq}`;
    this.#ledger.countIrregularity(
      'plain',
      'out of order',
      `${this.name} ${roomId}: \`missed\` contains ${missedRangeText}. Expected seqs ${since + 1} to ${head}`,
    );
  }

  #receive(name: string, payload: unknown): void {
    const receivedEvent = parseRoomEvent(name, payload);
    const liveOrder = receivedEvent && this.#live.get(receivedEvent.roomId);
    if (!receivedEvent || !liveOrder) return;
    const [next, verdict] = judgeEventArrival(liveOrder, receivedEvent.seq);
    this.#live.set(receivedEvent.roomId, next);
    this.#received.get(receivedEvent.roomId)?.add(receivedEvent.seq);
    if (verdict === 'good') return;
    this.#ledger.countIrregularity(
      'plain',
      verdict,
      `${this.name} in ${receivedEvent.roomId}: seq ${receivedEvent.seq} arrived after seq ${liveOrder.highest}`,
    );
  }
}
