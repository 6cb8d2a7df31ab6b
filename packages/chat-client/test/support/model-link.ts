import { LIMITS, type RoomCatchUpResult, type RoomEvent, toSocketEvent } from '@kcs/contracts';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import type { Link, LinkEnd, ServerEvent } from '../../src/realtime/link.ts';
import type { ModelServer } from './model-server.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * The maximum number of missed events in a join response. It is smaller than in production, so that short tests reach
 * it.
 */
const MAX_MISSED_EVENTS_PER_JOINED_ROOM = 6;
/**
 * The share of rooms in a join that the server rejects temporarily, as a gateway does when it cannot load a room's
 * head.
 */
const TEMPORARY_REJECTION_RATE = 0.2;

/**
 * One user's socket connection to the model server. Events and responses in flight are lost when the connection ends.
 */
export class ModelLink implements Link {
  readonly closed: Promise<LinkEnd>;
  readonly joined = new Set<string>();
  isOpen = true;
  #end: (end: LinkEnd) => void = () => undefined;
  #lastAt = 0;

  constructor(
    readonly userId: string,
    private readonly server: ModelServer,
    private readonly time: VirtualTime,
    private readonly onEvent: (event: ServerEvent) => void,
    private readonly others: () => Iterable<ModelLink>,
  ) {
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  close = (): void => this.end({ kind: 'closed' });

  end(end: LinkEnd): void {
    this.isOpen = false;
    this.#end(end);
  }

  /**
   * Delivers an event to the client in order, as a real socket does. If `shuffled` is true, events may arrive out of
   * order, and some arrive twice.
   */
  push(event: ServerEvent, shuffled = false): void {
    const deliveryCount = shuffled && this.time.random() < 0.1 ? 2 : 1;
    for (let count = 0; count < deliveryCount; count += 1) {
      void this.arrival(shuffled).then(() => {
        if (this.isOpen) this.onEvent(structuredClone(event));
      });
    }
  }

  pushEvent(event: RoomEvent, shuffled: boolean): void {
    const [name, payload] = toSocketEvent(event);
    this.push({ name, payload } as ServerEvent, shuffled);
  }

  emit(): void {}

  async request(event: string, payload: unknown): Promise<never> {
    await this.time.sleep(this.time.random() * 60);
    if (!this.isOpen) throw createUnreachableError();
    const response = this.respond(event, payload);
    await this.arrival(false);
    if (!this.isOpen) throw createUnreachableError();
    return structuredClone(response) as never;
  }

  private arrival(shuffled: boolean): Promise<void> {
    const arrivesAt = this.time.now() + this.time.random() * (shuffled ? 400 : 60);
    if (shuffled) return this.time.sleep(arrivesAt - this.time.now());
    this.#lastAt = Math.max(this.#lastAt, arrivesAt);
    return this.time.sleep(this.#lastAt - this.time.now());
  }

  private respond(event: string, payload: unknown): unknown {
    const { server, userId } = this;
    switch (event) {
      case 'join-chat-rooms':
        return this.join(payload as { roomIds: string[]; since?: Record<string, number> });
      case 'send-message': {
        const { roomId, ...body } = payload as { roomId: string; content: string; client_msg_id: string };
        return { success: true, data: server.send(userId, roomId, body) };
      }
      case 'mark-messages-seen': {
        const { roomId, messageIds } = payload as { roomId: string; messageIds: string[] };
        const seenMessages = server.messagesFor(userId, roomId).filter(({ id }) => messageIds.includes(id));
        const lastSeenSeq = Math.max(...seenMessages.map(({ seq }) => seq));
        if (server.markSeen(userId, roomId, lastSeenSeq)) this.broadcastSeen(roomId, lastSeenSeq);
        return { success: true, roomId, messageIds, lastSeenSeq, timestamp: '' };
      }
      case 'get-room-online-users':
        return { roomId: (payload as { roomId: string }).roomId, users: [], count: 0 };
      default:
        throw new ApiError('VALIDATION_FAILED', event);
    }
  }

  private broadcastSeen(roomId: string, lastSeenSeq: number): void {
    const messagesSeenPayload = { userId: this.userId, roomId, messageIds: [], lastSeenSeq, timestamp: '' };
    for (const link of this.others()) {
      if (link !== this && link.joined.has(roomId))
        link.push({ name: 'messages-seen', payload: messagesSeenPayload });
    }
  }

  private join({ roomIds, since = {} }: { roomIds: string[]; since?: Record<string, number> }): unknown {
    const joinedRoomIds: string[] = [];
    const rejectedRooms: object[] = [];
    const headsByRoom: Record<string, number> = {};
    const missedEventsByRoom: Record<string, RoomCatchUpResult> = {};
    for (const roomId of roomIds) {
      if (this.time.random() < TEMPORARY_REJECTION_RATE) {
        rejectedRooms.push({ roomId, code: 'UNAVAILABLE' });
        continue;
      }
      try {
        const { head } = this.server.memberOf(this.userId, roomId);
        joinedRoomIds.push(roomId);
        headsByRoom[roomId] = head;
        this.joined.add(roomId);
        const sinceSeq = since[roomId];
        if (sinceSeq !== undefined) missedEventsByRoom[roomId] = this.missedAfter(roomId, sinceSeq, head);
      } catch {
        rejectedRooms.push({ roomId, code: 'ROOM_NOT_FOUND' });
      }
    }
    return {
      success: true,
      rooms: joinedRoomIds,
      message: '',
      rejected: rejectedRooms,
      heads: headsByRoom,
      missed: missedEventsByRoom,
    };
  }

  private missedAfter(roomId: string, from: number, head: number): RoomCatchUpResult {
    try {
      const missedEvents = this.server.eventsAfter(this.userId, roomId, from, LIMITS.EVENTS_PER_PAGE);
      return missedEvents.length > MAX_MISSED_EVENTS_PER_JOINED_ROOM
        ? { code: 'CATCH_UP_BY_EVENTS', head }
        : { events: missedEvents };
    } catch {
      return { code: 'RESYNC_REQUIRED' };
    }
  }
}
