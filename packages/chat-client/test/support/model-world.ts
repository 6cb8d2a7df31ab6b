import type { RoomEvent } from '@kcs/contracts';
import { ApiError, createUnreachableError } from '../../src/api/api-error.ts';
import { type ChatApi, createChatApi } from '../../src/api/chat-api.ts';
import type { RestResult } from '../../src/api/rest-client.ts';
import type { ChatClient } from '../../src/chat/chat-client.ts';
import { type ChatDependencies, startChatClient } from '../../src/chat/create-chat-client.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { LinkOpener } from '../../src/realtime/link.ts';
import type { Session } from '../../src/session/session.ts';
import { ModelLink } from './model-link.ts';
import type { ModelRoom } from './model-room.ts';
import { createUser, ModelServer } from './model-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** The simulated network conditions. Probabilities are in [0, 1]. */
export interface NetworkConditions {
  /** Whether every request fails. */
  offline: boolean;
  /** The probability that a request is lost. A response is lost with the same probability. */
  loss: number;
  /** The longest delay of a request or a response, in milliseconds. */
  slowestMs: number;
  /** Whether persisted events arrive in random order, and some of them twice. */
  shuffled: boolean;
}

/** A simulation of a server, its users' clients, and the network between them, in virtual time. */
export class ModelWorld {
  readonly time: VirtualTime;
  readonly server: ModelServer;
  readonly links = new Set<ModelLink>();
  readonly network: NetworkConditions = { offline: false, loss: 0, slowestMs: 80, shuffled: false };

  constructor(seed: number) {
    this.time = new VirtualTime(seed);
    this.server = new ModelServer(() => new Date(this.time.now()).toISOString());
    this.server.onEvent = (event, room, newTo) => this.fanOut(event, room, newTo);
  }

  client(userId: string, outbox?: Outbox): ChatClient {
    const session = createSession(userId);
    return startChatClient(outbox ? { session, outbox } : { session }, this.depsOf(userId));
  }

  /** Cuts the connections of one user, or of all users if no user is given. */
  cut(userId?: string): void {
    for (const link of this.links)
      if (userId === undefined || link.userId === userId) link.end({ kind: 'lost' });
  }

  private depsOf(userId: string): ChatDependencies {
    return { time: this.time, api: this.apiOf(userId), openLink: this.linksOf(userId) };
  }

  private fanOut(event: RoomEvent, room: ModelRoom, newTo: readonly string[]): void {
    const removedUserIds = event.kind === 'members-changed' ? event.data.removed : [];
    for (const link of this.links) {
      const isRemoved = removedUserIds.includes(link.userId);
      if (link.joined.has(room.id) || isRemoved) link.pushEvent(event, this.network.shuffled && !isRemoved);
      if (isRemoved || event.kind === 'room-deleted') link.joined.delete(room.id);
      if (newTo.includes(link.userId)) {
        const notificationPayload = {
          id: 'notif',
          type: 'new_chat',
          data: { roomId: room.id },
          timestamp: '',
        };
        link.push({ name: 'chat-notification', payload: notificationPayload });
      }
    }
  }

  private linksOf(userId: string): LinkOpener {
    return async (_token, onEvent) => {
      await this.transfer();
      await this.transfer();
      const link = new ModelLink(userId, this.server, this.time, onEvent, () => this.links);
      this.links.add(link);
      void link.closed.then(() => this.links.delete(link));
      return link;
    };
  }

  /** Simulates one transfer over the network. Throws `UNREACHABLE` if the transfer is lost. */
  private async transfer(): Promise<void> {
    const isTransferLost = this.network.offline || this.time.random() < this.network.loss;
    await this.time.sleep(this.time.random() * this.network.slowestMs);
    if (isTransferLost) throw createUnreachableError();
  }

  private apiOf(userId: string): ChatApi {
    const { server } = this;
    const callServer = async <T>(respond: () => T): Promise<T> => {
      await this.transfer();
      const serverResponse = structuredClone(respond());
      await this.transfer();
      return serverResponse;
    };
    const requestRoomPage = async <T>(path: string) =>
      (await callServer(() => server.pageOfRooms(userId, path))) as RestResult<T>;
    const modelApi: Partial<ChatApi> = {
      me: () => callServer(() => createUser(userId)),
      rooms: createChatApi(requestRoomPage).rooms,
      removeMember: (id, memberId) => callServer(() => server.leave(memberId, id)),
      room: (id) => callServer(() => server.roomFor(userId, id)),
      members: (id) =>
        callServer(() => {
          server.memberOf(userId, id);
          return { items: server.membersOf(id), hasMore: false };
        }),
      newestMessages: (id) => callServer(() => server.page(userId, id)),
      messagesBefore: (id, seq) => callServer(() => server.page(userId, id, seq)),
      messagesAfter: (id, seq) => callServer(() => server.pageAfter(userId, id, seq)),
      messagesAround: (id, seq) => callServer(() => server.pageAround(userId, id, seq)),
      changes: (id, after, before) =>
        callServer(() => ({ items: server.changesOf(userId, id, after, before), hasMore: false })),
      eventsAfter: (id, seq) =>
        callServer(() => ({ items: server.eventsAfter(userId, id, seq, 10), hasMore: false })),
      send: (id, body) => callServer(() => server.send(userId, id, body)),
      markSeen: (id, seq) => callServer(() => server.markSeen(userId, id, seq)),
    };
    return modelApi as ChatApi;
  }
}

const createSession = (userId: string): Session => ({
  url: '',
  user: createUser(userId),
  endsWithPage: true,
  token: async () => `token of ${userId}`,
  renew: async () => {
    throw new ApiError('UNAUTHENTICATED', 'There is no other token.');
  },
  request: async () => {
    throw createUnreachableError();
  },
  remember: () => undefined,
  forget: () => undefined,
  logOut: async () => undefined,
});
