import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerEventPayload } from '@kcs/contracts';
import type { TestUser } from '@kcs/testkit';
import { io, type Socket } from 'socket.io-client';
import type { Ledger } from '../judge/ledger.ts';
import { createLiveOrderAfterJoin, judgeEventArrival, type LiveOrder } from '../judge/live-order.ts';
import type { GuestEvent } from '../judge/memberships.ts';
import { parseRoomEvent } from './parse-room-event.ts';

type JoinReply = ServerEventPayload<'chat-rooms-joined'>;

const JOIN_REPLY_TIMEOUT_MS = 8_000;
const REJOIN_PAUSE_MS = 250;

/**
 * The Socket.IO client of a guest, that is, a user who joins one room at a time and later leaves it. The guest records
 * every room event that arrives live, and checks the order of the visited room's events.
 */
export class Guest {
  readonly user: TestUser;
  /** Every room event that has arrived live, on any of the guest's connections. */
  readonly received: GuestEvent[] = [];
  readonly #socket: Socket;
  readonly #ledger: Ledger;
  #visitedRoomId: string | undefined;
  #order: LiveOrder | undefined;
  #joinedHead = 'none';

  constructor({ user, url, ledger }: { user: TestUser; url: string; ledger: Ledger }) {
    this.user = user;
    this.#ledger = ledger;
    this.#socket = io(url, { forceNew: true, auth: { token: user.token } });
    this.#socket.on('connect', () => void this.#join());
    this.#socket.on('disconnect', () => {
      this.#order = undefined;
    });
    this.#socket.onAny((name: string, payload: unknown) => this.#receive(name, payload));
  }

  /** Joins the room, and joins it again after each reconnect until the guest leaves it. */
  visit(roomId: string): void {
    this.#visitedRoomId = roomId;
    this.#order = undefined;
    void this.#join();
  }

  leave(): void {
    this.#visitedRoomId = undefined;
    this.#order = undefined;
  }

  stop(): void {
    this.#socket.disconnect();
  }

  async #join(): Promise<void> {
    const roomIdToJoin = this.#visitedRoomId;
    while (
      roomIdToJoin !== undefined &&
      roomIdToJoin === this.#visitedRoomId &&
      !this.#order &&
      this.#socket.connected
    ) {
      const joinReply = await this.#requestJoin(roomIdToJoin);
      if (joinReply?.rooms?.includes(roomIdToJoin)) return;
      await sleep(REJOIN_PAUSE_MS);
    }
  }

  #requestJoin(roomId: string): Promise<JoinReply | undefined> {
    const requestingSocketId = this.#socket.id;
    return new Promise((resolve) => {
      const handleJoinReply = (error: Error | null, reply: JoinReply) => {
        const isReplyCurrent = requestingSocketId === this.#socket.id && roomId === this.#visitedRoomId;
        const joinedRoomHead = error ? undefined : reply.heads?.[roomId];
        // Start checking the order of events here in the callback and not later, because the next event may follow the
        // reply immediately.
        if (joinedRoomHead !== undefined) this.#joinedHead = `${roomId} ${joinedRoomHead}`;
        if (isReplyCurrent && joinedRoomHead !== undefined)
          this.#order = createLiveOrderAfterJoin(joinedRoomHead);
        resolve(error ? undefined : reply);
      };
      this.#socket
        .timeout(JOIN_REPLY_TIMEOUT_MS)
        .emit('join-chat-rooms', { roomIds: [roomId] }, handleJoinReply);
    });
  }

  #receive(name: string, payload: unknown): void {
    const receivedEvent = parseRoomEvent(name, payload);
    if (!receivedEvent) return;
    const positionText = this.#order ? `joined, at seq ${this.#order.highest}` : 'not joined';
    const visitingText = receivedEvent.roomId === this.#visitedRoomId ? 'visiting' : 'not visiting';
    const eventDetail = `${name} on ${this.#socket.id}, ${visitingText}, ${positionText}, last join at ${this.#joinedHead}`;
    this.received.push({ userId: this.user.id, ...receivedEvent, detail: eventDetail });
    if (receivedEvent.roomId !== this.#visitedRoomId || !this.#order) return;
    const { highest } = this.#order;
    const [next, verdict] = judgeEventArrival(this.#order, receivedEvent.seq);
    this.#order = next;
    if (verdict === 'good') return;
    this.#ledger.countIrregularity(
      'plain',
      verdict,
      `guest ${this.user.id} in ${receivedEvent.roomId}: seq ${receivedEvent.seq} arrived after seq ${highest}`,
    );
  }
}
