import { type RoomEvent, toSocketEvent } from '@kcs/contracts';
import { getTracing, type Logger } from '@kcs/service-kit';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { SocketRegistry } from '../sockets/socket-registry.ts';
import type { ChatSocket } from '../sockets/socket-state.ts';
import type { RoomDepartures } from './departures.ts';

export interface RoomDeliveryOptions {
  readonly sockets: LocalSockets;
  readonly registry: SocketRegistry;
  readonly departures: RoomDepartures;
  readonly logger: Logger;
  readonly onEvicted: (socket: ChatSocket, roomId: string) => void;
  /** Called for every event before it is delivered. */
  readonly onReleased: (event: RoomEvent) => void;
}

/** Delivers the events that the sequencer releases to the local sockets that joined the room. */
export class RoomDelivery {
  readonly #options: RoomDeliveryOptions;

  constructor(options: RoomDeliveryOptions) {
    this.#options = options;
  }

  /**
   * Emits an event to the sockets that joined its room. If the event removes a user, it is the last event that the
   * user's sockets get from the room (REM-3). They leave the room before this method returns, so they receive no later
   * event (REM-1). Never throws.
   */
  deliver(event: RoomEvent): void {
    const { onReleased, logger } = this.#options;
    onReleased(event);
    try {
      if (getTracing()) deliverInSpan(event, () => this.#deliver(event));
      else this.#deliver(event);
    } catch (err) {
      logger.error(
        { err, roomId: event.room_id, seq: event.seq },
        'Could not deliver a room event to local sockets. Skipping it.',
      );
    }
  }

  #deliver(event: RoomEvent): void {
    const { sockets, registry } = this.#options;
    const { room_id: roomId } = event;
    if (!sockets.hasSockets(roomId)) return;
    const [name, payload] = toSocketEvent(event);
    sockets.emitRoomEvent(roomId, name, payload);

    if (event.kind === 'members-changed') {
      this.evict(
        event.data.removed.flatMap((userId) => [...(registry.user(userId)?.sockets ?? [])]),
        event,
      );
    } else if (event.kind === 'room-deleted') {
      const socketIdsInRoom = new Set(sockets.idsIn(roomId));
      const localSockets = [...registry.users()].flatMap((user) => [...user.sockets]);
      this.evict(
        localSockets.filter(({ id }) => socketIdsInRoom.has(id)),
        event,
      );
    }
  }

  /**
   * Makes the sockets leave the event's room. Records the event's seq as the position at which they left. Ignores
   * sockets that have not joined the room.
   */
  evict(sockets: readonly ChatSocket[], { room_id: roomId, seq }: Pick<RoomEvent, 'room_id' | 'seq'>): void {
    const { sockets: localSockets, departures, onEvicted } = this.#options;
    localSockets.flushRoomEvents(roomId);
    const socketIoRoomName = toChatRoomName(roomId);
    for (const socket of sockets) {
      if (!socket.rooms.has(socketIoRoomName)) continue;
      departures.record(roomId, socket.id, seq);
      socket.leave(socketIoRoomName);
      onEvicted(socket, roomId);
    }
  }
}

/**
 * Delivers the event in a span below the current one. An event that waited for a gap appears in the trace of the event
 * that closed the gap.
 */
function deliverInSpan({ room_id: roomId, seq, kind }: RoomEvent, deliver: () => void): void {
  const attributes = { 'kcs.room_id': roomId, 'kcs.seq': seq, 'kcs.kind': kind };
  const span = getTracing()?.startSpan({ name: 'deliver to sockets', kind: 'step', attributes });
  try {
    if (span) span.run(deliver);
    else deliver();
  } finally {
    span?.end();
  }
}
