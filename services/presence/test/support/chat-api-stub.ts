import { CHAT_API, ChatError } from '@kcs/contracts';
import { createLogger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

/** Answers for chat-api from a table of rooms and their members. */
export class ChatApiStub {
  readonly rooms = new Map<string, string[]>();
  readonly asked: Record<string, number> = {};
  #served: Stoppable[] = [];
  readonly #nc: NatsConnection;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
  }

  start(): void {
    const logger = createLogger({ service: 'chat-api', instanceId: 'stub', level: 'silent' });
    const common = { queue: 'chat-api', logger };
    const count = (what: string) => {
      this.asked[what] = (this.asked[what] ?? 0) + 1;
    };
    const membersFor = (roomId: string, userId: string): string[] => {
      const members = this.rooms.get(roomId) ?? [];
      if (!members.includes(userId)) throw new ChatError('ROOM_NOT_FOUND');
      return [...members].sort();
    };
    this.#served = [
      serveRequest(this.#nc, CHAT_API.roomsOfUser, {
        ...common,
        handler: async ({ userId }) => {
          count('roomsOfUser');
          const rooms = [...this.rooms].filter(([, members]) => members.includes(userId));
          return { rooms: rooms.map(([roomId, members]) => ({ roomId, memberCount: members.length })) };
        },
      }),
      serveRequest(this.#nc, CHAT_API.authorizeRoom, {
        ...common,
        handler: async ({ userId, roomId }) => {
          membersFor(roomId, userId);
          return { head: 1 };
        },
      }),
      serveRequest(this.#nc, CHAT_API.roomMembers, {
        ...common,
        handler: async ({ userId, roomId, after = '', limit }) => {
          count('roomMembers');
          const rest = membersFor(roomId, userId).filter((member) => member > after);
          const members = rest
            .slice(0, limit)
            .map((id) => ({ userId: id, userName: `name of ${id}`, userType: 'Student' as const }));
          return { members, next: rest.length > limit ? (members.at(-1)?.userId ?? null) : null };
        },
      }),
    ];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#served.map((one) => one.stop()));
    await this.#nc.flush();
  }
}
