import type { CrowdMember } from '../school/fill-crowd.ts';
import { CrowdClient } from './crowd-client.ts';
import { LogPosition } from './log-position.ts';

export interface ResumingMember extends CrowdMember {
  readonly token: string;
  /** The room that the client joins and whose events it follows. */
  readonly roomId: string;
}

interface ResumingClientOptions {
  readonly member: ResumingMember;
  readonly socketsUrl: string;
  /**
   * Whether the client waits after `server-draining` for a random part of the announced time, as our client library
   * does. Other clients ignore the event, as a default `socket.io-client` does.
   */
  readonly followsDrainNotices: boolean;
  /** Called with the content of each message that arrives live. */
  readonly onMessage?: ((content: string) => void) | undefined;
}

/** A reconnect. All times are in milliseconds, and `closedAt` and `returnedAt` are times since 1970. */
export interface Reconnect {
  readonly closedAt: number;
  readonly returnedAt: number;
  /** The wait that the client chose within the announced time. Undefined if the client waited like `socket.io-client`. */
  readonly plannedWaitMs: number | undefined;
}

interface RoomEventFrame {
  readonly seq: number;
  readonly content: string | undefined;
}

interface JoinReply {
  readonly rooms: readonly string[];
  readonly heads: Readonly<Record<string, number>>;
  readonly missed?: Readonly<Record<string, { readonly events?: readonly { readonly seq: number }[] }>>;
}

const DRAINING_START = '42["server-draining"';
const RESYNC_START = '42["chat-resync"';
const REJOIN_PAUSE_MS = 500;

/**
 * A member of a room who follows the room's log across reconnects. Joins with the last known seq, and checks that each
 * event arrives exactly once and in order.
 */
export class ResumingClient {
  readonly member: ResumingMember;
  /** The number of times that the server asked the client to load the room again. */
  resyncCount = 0;
  readonly #options: ResumingClientOptions;
  readonly #client: CrowdClient;
  readonly #reconnects: Reconnect[] = [];
  /** Live events that arrived before the answer to the join, in the order of their arrival. */
  #early: RoomEventFrame[] = [];
  #log: LogPosition | undefined;
  #isJoined = false;
  #connectionNumber = 0;
  #announcedMs: number | undefined;
  #plannedWaitMs: number | undefined;

  constructor(options: ResumingClientOptions) {
    const { member, socketsUrl } = options;
    this.member = member;
    this.#options = options;
    this.#client = new CrowdClient({
      member,
      token: member.token,
      chooseGatewayUrl: () => socketsUrl,
      onConnected: () => this.#startJoin(),
      chooseReturnDelayMs: () => this.#leave(),
    });
    this.#client.onEvent = (frame) => this.#receive(frame);
  }

  /** Whether the client is connected and has joined its room. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  get failedAttemptCount(): number {
    return this.#client.failedAttemptCount;
  }

  /** Connects, and tries again until an attempt succeeds. */
  connect(): Promise<void> {
    return this.#client.connect();
  }

  disconnect(): void {
    this.#isJoined = false;
    this.#client.disconnect();
  }

  /** Returns the reconnects since the previous call. */
  takeReconnects(): Reconnect[] {
    return this.#reconnects.splice(0);
  }

  /** What the client has received of the room's log. Undefined before the first join. */
  get log(): LogPosition | undefined {
    return this.#log;
  }

  #leave(): number | undefined {
    this.#isJoined = false;
    this.#plannedWaitMs = this.#announcedMs === undefined ? undefined : Math.random() * this.#announcedMs;
    this.#announcedMs = undefined;
    return this.#plannedWaitMs;
  }

  #startJoin(): void {
    this.#connectionNumber += 1;
    this.#early = [];
    const absence = this.#client.absences.at(-1);
    if (absence?.to !== undefined) {
      const { from: closedAt, to: returnedAt } = absence;
      this.#reconnects.push({ closedAt, returnedAt, plannedWaitMs: this.#plannedWaitMs });
    }
    void this.#joinUntilDone(this.#connectionNumber);
  }

  /** Tries to join until an attempt succeeds or the connection has ended. */
  async #joinUntilDone(connectionNumber: number): Promise<void> {
    const { roomId } = this.member;
    while (this.#connectionNumber === connectionNumber && this.#client.isConnected) {
      const since = this.#log === undefined ? {} : { [roomId]: this.#log.position };
      const reply = await this.#client
        .ask<JoinReply>('join-chat-rooms', { roomIds: [roomId], since })
        .catch(() => undefined);
      if (this.#connectionNumber !== connectionNumber || !this.#client.isConnected) return;
      if (reply?.rooms?.includes(roomId)) return this.#finishJoin(reply);
      await new Promise((resolve) => setTimeout(resolve, REJOIN_PAUSE_MS));
    }
  }

  #finishJoin({ heads, missed }: JoinReply): void {
    const { roomId } = this.member;
    const head = heads[roomId] ?? 0;
    this.#log ??= new LogPosition(head);
    for (const { seq } of missed?.[roomId]?.events ?? []) this.#log.add(seq);
    this.#isJoined = true;
    // Live events up to the head of the join are part of `missed`.
    for (const event of this.#early.splice(0)) if (event.seq > head) this.#applyLive(event);
  }

  #receive(frame: string): void {
    if (frame.startsWith(DRAINING_START)) {
      if (this.#options.followsDrainNotices) this.#announcedMs = JSON.parse(frame.slice(2))[1].reconnectInMs;
      return;
    }
    if (frame.startsWith(RESYNC_START)) this.resyncCount += 1;
    const event = parseRoomEvent(frame, this.member.roomId);
    if (!event) return;
    if (this.#isJoined) this.#applyLive(event);
    else this.#early.push(event);
  }

  #applyLive({ seq, content }: RoomEventFrame): void {
    this.#log?.add(seq);
    if (content !== undefined) this.#options.onMessage?.(content);
  }
}

/** Returns the event of the room's log that a frame contains. Undefined for all other frames. */
function parseRoomEvent(frame: string, roomId: string): RoomEventFrame | undefined {
  if (!frame.includes('"seq":')) return undefined;
  const [name, payload] = JSON.parse(frame.slice(frame.indexOf('['))) as [
    string,
    { seq?: number; roomId?: string; data?: { room_id?: string; roomId?: string; content?: string } },
  ];
  const { seq, data } = payload;
  if (typeof seq !== 'number' || name === 'chat-notification') return undefined;
  if ((payload.roomId ?? data?.room_id ?? data?.roomId) !== roomId) return undefined;
  return { seq, content: name === 'new-chat-message' ? data?.content : undefined };
}
