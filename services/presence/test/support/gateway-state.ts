import type { GatewayStats } from '@kcs/contracts';
import type { Heartbeat, SessionList } from '../../src/registry/registry.ts';
import { createEpochId } from './ids.ts';

interface GatewayChanges {
  opened?: Record<string, string>;
  closed?: string[];
  roomsOpened?: string[];
  roomsClosed?: string[];
}

/** Keeps the sockets and rooms of a test gateway, and creates heartbeats and session lists from them. */
export class GatewayState {
  readonly id: string;
  epoch: string;
  revision = 0;
  readonly sockets = new Map<string, string>();
  readonly rooms = new Set<string>();

  constructor(id: string) {
    this.id = id;
    this.epoch = createEpochId(id);
  }

  totals(): GatewayStats {
    return {
      id: this.id,
      connections: this.sockets.size,
      users: new Set(this.sockets.values()).size,
      rooms: this.rooms.size,
      uptime_s: 1,
      draining: false,
    };
  }

  /** Applies changes and returns the heartbeat that reports them. `opened` maps socket ids to user ids. */
  change({ opened = {}, closed = [], roomsOpened = [], roomsClosed = [] }: GatewayChanges = {}): Heartbeat {
    const closedSessions = closed.map((socketId) => ({ socketId, userId: this.sockets.get(socketId) ?? '' }));
    for (const [socketId, userId] of Object.entries(opened)) this.sockets.set(socketId, userId);
    for (const socketId of closed) this.sockets.delete(socketId);
    for (const room of roomsOpened) this.rooms.add(room);
    for (const room of roomsClosed) this.rooms.delete(room);
    const changeCount = Object.keys(opened).length + closed.length + roomsOpened.length + roomsClosed.length;
    if (changeCount > 0) this.revision += 1;
    return {
      epoch: this.epoch,
      revision: this.revision,
      opened: Object.entries(opened).map(([socketId, userId]) => ({ socketId, userId })),
      closed: closedSessions,
      roomsOpened,
      roomsClosed,
      totals: this.totals(),
    };
  }

  /** Returns the complete session list, split into parts of at most `perPart` sessions. */
  list(perPart = 5000): SessionList[] {
    const sessions = [...this.sockets].map(([socketId, userId]) => ({ socketId, userId }));
    const partCount = Math.max(1, Math.ceil(sessions.length / perPart));
    return Array.from({ length: partCount }, (_, part) => ({
      epoch: this.epoch,
      revision: this.revision,
      part,
      last: part === partCount - 1,
      sessions: sessions.slice(part * perPart, (part + 1) * perPart),
      rooms: part === 0 ? [...this.rooms] : [],
      totals: this.totals(),
    }));
  }

  /** Returns the complete session list as a single part. */
  completeList(): SessionList {
    return {
      epoch: this.epoch,
      revision: this.revision,
      part: 0,
      last: true,
      sessions: [...this.sockets].map(([socketId, userId]) => ({ socketId, userId })),
      rooms: [...this.rooms],
      totals: this.totals(),
    };
  }
}
