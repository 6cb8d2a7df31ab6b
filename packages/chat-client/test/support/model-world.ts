import type { RoomEvent } from '@kcs/contracts';
import { ApiError, unreachable } from '../../src/api/api-error.ts';
import { type ChatApi, createChatApi } from '../../src/api/chat-api.ts';
import type { RestResult } from '../../src/api/rest-client.ts';
import type { ChatClient } from '../../src/chat/chat-client.ts';
import { type ChatDeps, runChat } from '../../src/chat/create-chat-client.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { OpenLink } from '../../src/realtime/link.ts';
import type { Session } from '../../src/session/session.ts';
import { ModelLink } from './model-link.ts';
import type { ModelRoom } from './model-room.ts';
import { ModelServer, userOf } from './model-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** The condition of the network. Probabilities are in [0, 1]. */
export interface Weather {
  /** Whether every request fails. */
  offline: boolean;
  /** The probability that a request is lost; the same for its response. */
  loss: number;
  /** The longest time that a request or its response takes, in milliseconds. */
  slowestMs: number;
  /** Whether persisted events arrive in any order, and some twice. */
  shuffled: boolean;
}

/** A server, the clients of its users, and the network between them, all in virtual time. */
export class ModelWorld {
  readonly time: VirtualTime;
  readonly server: ModelServer;
  readonly links = new Set<ModelLink>();
  readonly weather: Weather = { offline: false, loss: 0, slowestMs: 80, shuffled: false };

  constructor(seed: number) {
    this.time = new VirtualTime(seed);
    this.server = new ModelServer(() => new Date(this.time.now()).toISOString());
    this.server.onEvent = (event, room, newTo) => this.fanOut(event, room, newTo);
  }

  client(userId: string, outbox?: Outbox): ChatClient {
    const session = sessionOf(userId);
    return runChat(outbox ? { session, outbox } : { session }, this.depsOf(userId));
  }

  /** Cuts the connections of one user, or of all. */
  cut(userId?: string): void {
    for (const link of this.links)
      if (userId === undefined || link.userId === userId) link.end({ kind: 'lost' });
  }

  private depsOf(userId: string): ChatDeps {
    return { time: this.time, api: this.apiOf(userId), openLink: this.linksOf(userId) };
  }

  private fanOut(event: RoomEvent, room: ModelRoom, newTo: readonly string[]): void {
    const ended = event.kind === 'members-changed' ? event.data.removed : [];
    for (const link of this.links) {
      const removed = ended.includes(link.userId);
      if (link.joined.has(room.id) || removed) link.pushEvent(event, this.weather.shuffled && !removed);
      if (removed || event.kind === 'room-deleted') link.joined.delete(room.id);
      if (newTo.includes(link.userId)) {
        const payload = { id: 'notif', type: 'new_chat', data: { roomId: room.id }, timestamp: '' };
        link.push({ name: 'chat-notification', payload });
      }
    }
  }

  private linksOf(userId: string): OpenLink {
    return async (_token, onEvent) => {
      await this.hop();
      await this.hop();
      const link = new ModelLink(userId, this.server, this.time, onEvent, () => this.links);
      this.links.add(link);
      void link.closed.then(() => this.links.delete(link));
      return link;
    };
  }

  /** One trip through the network. */
  private async hop(): Promise<void> {
    const lost = this.weather.offline || this.time.random() < this.weather.loss;
    await this.time.sleep(this.time.random() * this.weather.slowestMs);
    if (lost) throw unreachable();
  }

  private apiOf(userId: string): ChatApi {
    const { server } = this;
    const call = async <T>(respond: () => T): Promise<T> => {
      await this.hop();
      const result = structuredClone(respond());
      await this.hop();
      return result;
    };
    const pages = async <T>(path: string) =>
      (await call(() => server.pageOfRooms(userId, path))) as RestResult<T>;
    const api: Partial<ChatApi> = {
      me: () => call(() => userOf(userId)),
      rooms: createChatApi(pages).rooms,
      removeMember: (id, memberId) => call(() => server.leave(memberId, id)),
      room: (id) => call(() => server.roomFor(userId, id)),
      members: (id) =>
        call(() => {
          server.memberOf(userId, id);
          return { items: server.membersOf(id), hasMore: false };
        }),
      newestMessages: (id) => call(() => server.page(userId, id)),
      messagesBefore: (id, seq) => call(() => server.page(userId, id, seq)),
      eventsAfter: (id, seq) =>
        call(() => ({ items: server.eventsAfter(userId, id, seq, 10), hasMore: false })),
      send: (id, body) => call(() => server.send(userId, id, body)),
      seen: (id, seq) => call(() => server.seen(userId, id, seq)),
    };
    return api as ChatApi;
  }
}

const sessionOf = (userId: string): Session => ({
  url: '',
  user: userOf(userId),
  token: async () => `token of ${userId}`,
  renew: async () => {
    throw new ApiError('UNAUTHENTICATED', 'There is no other token.');
  },
  request: async () => {
    throw unreachable();
  },
  remember: () => undefined,
  forget: () => undefined,
  logOut: async () => undefined,
});
