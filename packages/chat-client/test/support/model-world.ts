import type { RoomEvent } from '@kcs/contracts';
import { ApiError, unreachable } from '../../src/api/api-error.ts';
import { type ChatApi, chatApi } from '../../src/api/chat-api.ts';
import type { Answer } from '../../src/api/http.ts';
import { type ChatClient, type Outside, runChat } from '../../src/chat/chat-client.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { OpenLink } from '../../src/realtime/link.ts';
import type { Session } from '../../src/session/session.ts';
import { ModelLink } from './model-link.ts';
import type { ModelRoom } from './model-room.ts';
import { ModelServer, userOf } from './model-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** How the way to the server behaves; chances are 0..1. */
export interface Weather {
  /** Nothing gets through. */
  offline: boolean;
  /** Of each request and of each answer. */
  loss: number;
  /** The longest that a request or its answer takes, in milliseconds. */
  slowestMs: number;
  /** Lasting events come in any order, and some twice. */
  shuffled: boolean;
}

/** A server, its users' clients, and the network between them, all in virtual time. */
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
    return runChat(outbox ? { session, outbox } : { session }, this.outside(userId));
  }

  /** Cuts every connection of these users. */
  cut(userId?: string): void {
    for (const link of this.links)
      if (userId === undefined || link.userId === userId) link.end({ kind: 'lost' });
  }

  outside(userId: string): Outside {
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
        void link.push({ name: 'chat-notification', payload }, false);
      }
    }
  }

  private linksOf(userId: string): OpenLink {
    return async (_token, hear) => {
      await this.hop();
      await this.hop();
      const link = new ModelLink(userId, this.server, this.time, hear, () => this.links);
      this.links.add(link);
      void link.closed.then(() => this.links.delete(link));
      return link;
    };
  }

  /** One way through the network. */
  private async hop(): Promise<void> {
    const lost = this.weather.offline || this.time.random() < this.weather.loss;
    await this.time.sleep(this.time.random() * this.weather.slowestMs);
    if (lost) throw unreachable();
  }

  private apiOf(userId: string): ChatApi {
    const { server } = this;
    const call = async <T>(answer: () => T): Promise<T> => {
      await this.hop();
      const result = structuredClone(answer());
      await this.hop();
      return result;
    };
    const pages = async <T>(path: string) =>
      (await call(() => server.pageOfRooms(userId, path))) as Answer<T>;
    const api: Partial<ChatApi> = {
      rooms: chatApi(pages).rooms,
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
  renewed: async () => {
    throw new ApiError('UNAUTHENTICATED', 'no other');
  },
  request: async () => {
    throw unreachable();
  },
  forget: () => undefined,
  logOut: async () => undefined,
});
