import { CHAT_API_REQUESTS, ChatError } from '@kcs/contracts';
import { createLogger, type Stoppable, serveRequest } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

/** Replies to requests in place of chat-api. The replies come from a table of rooms and their members. */
export class ChatApiStandIn {
  readonly rooms = new Map<string, string[]>();
  readonly received = { roomsOfUser: 0, roomMembers: 0 };
  #served: Stoppable[] = [];
  readonly #nc: NatsConnection;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
  }

  start(): void {
    const logger = createLogger({ service: 'chat-api', instanceId: 'stand-in', level: 'silent' });
    const commonOptions = { queue: 'chat-api', logger };
    this.#served = [
      serveRequest(this.#nc, CHAT_API_REQUESTS.roomsOfUser, {
        ...commonOptions,
        handler: async ({ userId }) => {
          this.received.roomsOfUser += 1;
          const joinedRooms = [...this.rooms].filter(([, members]) => members.includes(userId));
          return { rooms: joinedRooms.map(([roomId, members]) => ({ roomId, memberCount: members.length })) };
        },
      }),
      serveRequest(this.#nc, CHAT_API_REQUESTS.authorizeRoom, {
        ...commonOptions,
        handler: async ({ userId, roomId }) => {
          this.#membersFor(roomId, userId);
          return { head: 1 };
        },
      }),
      serveRequest(this.#nc, CHAT_API_REQUESTS.roomMembers, {
        ...commonOptions,
        handler: async ({ userId, roomId, after = '', limit }) => {
          this.received.roomMembers += 1;
          const remainingMemberIds = this.#membersFor(roomId, userId).filter((member) => member > after);
          const members = remainingMemberIds
            .slice(0, limit)
            .map((id) => ({ userId: id, userName: `name of ${id}`, userType: 'Student' as const }));
          return {
            members,
            next: remainingMemberIds.length > limit ? (members.at(-1)?.userId ?? null) : null,
          };
        },
      }),
    ];
  }

  async stop(): Promise<void> {
    await Promise.all(this.#served.map((one) => one.stop()));
    await this.#nc.flush();
  }

  #membersFor(roomId: string, userId: string): string[] {
    const members = this.rooms.get(roomId) ?? [];
    if (!members.includes(userId)) throw new ChatError('ROOM_NOT_FOUND');
    return [...members].sort();
  }
}
