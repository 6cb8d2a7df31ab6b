import type { BroadcastOptions } from 'socket.io-adapter';

export interface EventPacket {
  readonly type: 2;
  readonly data: readonly [event: string, ...args: unknown[]];
}

export function createEventPacket(event: string, payload: unknown): EventPacket {
  return { type: 2, data: [event, payload] };
}

/** Returns the options for a broadcast to the given Socket.IO rooms. `except` lists rooms or socket ids to exclude. */
export function createBroadcastOptions(
  rooms: Iterable<string>,
  except: Iterable<string> = [],
): BroadcastOptions {
  return { rooms: new Set(rooms), except: new Set(except), flags: {} };
}
