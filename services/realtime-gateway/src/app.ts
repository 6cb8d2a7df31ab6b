import { createServer, type Server } from 'node:http';
import { ChatError, type RoomEvent } from '@kcs/contracts';
import { type Logger, originAllowed } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Registry } from 'prom-client';
import { busClient } from './bus-client.ts';
import { liveSockets } from './compose-connections.ts';
import { roomLine } from './compose-sequencer.ts';
import type { GatewayConfig } from './config.ts';
import { Taker } from './consume/room-event-consumer.ts';
import { Departures } from './delivery/departures.ts';
import { MemberEvents } from './delivery/member-events.ts';
import { NewChats } from './delivery/new-chats.ts';
import { deliver } from './delivery/room-delivery.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import { Authority } from './membership/membership-authority.ts';
import { MembershipIndex } from './membership/membership-cache.ts';
import { IndexRefresh } from './membership/membership-refresh.ts';
import { hearNotices } from './notices/subscribe-to-notices.ts';
import { PresenceLink } from './presence-link/presence-link.ts';
import { openRedisPath } from './relay/redis-path.ts';
import { fanOutOf, type SequencedAdapterHooks, sequencedAdapter } from './relay/redis-publisher.ts';
import { fanOutEvent } from './relay/room-event-relay.ts';
import { JoinRooms } from './sequencer/join-rooms.ts';
import { OpenRooms } from './sequencer/open-rooms.ts';
import { closeTransport } from './sockets/close-socket.ts';
import { drain } from './sockets/drain.ts';
import { chatRoom } from './sockets/room-names.ts';
import { SocketRegistry } from './sockets/socket-registry.ts';
import type { ChatSocket } from './sockets/socket-state.ts';
import { Admission } from './transport/admission.ts';
import { createSocketServer } from './transport/socket-server.ts';
import { showTyping } from './typing/show-typing.ts';
import { Typing } from './typing/typing.ts';

/** Without word from chat-api for so long, connections are refused before their handshake instead of after it. */
const UNHEARD_MS = 10_000;

/** For a request to arrive in full; a long poll's answer may take as long as it likes. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;

export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly instanceId: string;
  readonly nc: NatsConnection;
  readonly metrics: Registry;
  readonly logger: Logger;
}

export interface Gateway {
  /** Not listening yet. */
  readonly http: Server;
  start(): void;
  /** Something may have been missed on NATS. */
  interrupted(why: 'reconnect' | 'slow-consumer' | 'disconnect'): void;
  /** Throws where the path that every event takes is not proven now. */
  checkRedisPath(): void;
  checkChatApi(): Promise<void>;
  /** The steps of the stop, in their order. */
  readonly stopSteps: readonly (readonly [name: string, step: () => Promise<void>])[];
}

/** Composes the gateway on an open NATS connection; listens to nothing and takes nothing before `start`. */
export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, instanceId, nc, logger } = parts;
  const metrics = gatewayMetrics(parts.metrics);
  let connected = true;
  let draining = false;

  const bus = busClient(nc, () => connected);
  const authority = new Authority({ authorizeRoom: bus.authorizeRoom });
  const index = new MembershipIndex();
  const departures = new Departures();

  const registry = new SocketRegistry({
    opened: (socket) => {
      presence.opened({ socketId: socket.id, userId: socket.data.user.id });
      // Dropped with the user's last socket while this one was connecting.
      if (!index.has(socket.data.user.id)) void refresh.one(socket.data.user.id);
    },
    closed: (socket) => presence.closed({ socketId: socket.id, userId: socket.data.user.id }),
    userLeft: (userId) => index.dropUser(userId),
  });
  const refresh = new IndexRefresh({
    registry,
    index,
    logger,
    roomsOfUser: async (userId) => (await bus.roomsOfUser({ userId })).rooms.map(({ roomId }) => roomId),
  });
  const presence = new PresenceLink({
    gatewayId: instanceId,
    beatMs: config.GATEWAY_BEAT_MS,
    logger,
    beat: bus.beat,
    listSessions: bus.listSessions,
    closeEpoch: bus.closeEpoch,
    stats: () => ({ users: registry.userCount, draining }),
    onEvict: (socketIds) => {
      for (const id of socketIds) {
        const socket = io.sockets.sockets.get(id);
        if (socket) closeTransport(socket.conn, 'TOO_MANY_SOCKETS');
      }
    },
    onListed: () => metrics.presenceLists.inc(),
  });

  const path = await openRedisPath({
    url: config.REDIS_URL,
    instanceId,
    logger,
    onWhole: () => {
      if (!draining) taker.resume();
      catchUp();
    },
    onBroken: () => taker.pause(),
  });
  /** Nobody who was sent away unheard may hear what follows (protocol §3: 30 s while NATS is away). */
  const mayRelease = () => sessions.sure && !authority.stale;
  /** chat-api answered; after a long silence whose sessions ended meanwhile is asked before anything goes on. */
  const heardOfChatApi = () => {
    if (authority.stale) {
      sessions.doubt();
      void sessions.poll();
    }
    authority.answered();
  };
  const memberEvents = new MemberEvents({
    fanOut: () => fanOut,
    mayTell: mayRelease,
    socketsIn: (roomId) => openRooms.socketIds(roomId),
    registry,
    index,
    authority,
    departures,
    onRemoved: (userId, roomId) => {
      for (const { id } of registry.user(userId)?.sockets ?? []) typing.left(id, roomId, userId);
    },
    onNewChat: (chat) => newChats.take(chat),
  });
  const newChats = new NewChats({ fanOut: () => fanOut, mayTell: mayRelease, registry });
  const offer = (event: RoomEvent) => metrics.sequenced.inc({ outcome: sequencer.offer(event) });
  const hooks: SequencedAdapterHooks = {
    mayPassOn: () => !authority.stale,
    onRoomEvent: offer,
    onMemberEvent: (event) => memberEvents.take(event),
    onNewChat: (chat) => newChats.take(chat),
    onTyping: (update) => typing.heard(update),
  };

  const admission = new Admission({
    connections: config.CONNECTIONS_PER_GATEWAY,
    connectsPerSecond: config.CONNECTS_PER_SECOND_PER_GATEWAY,
  });
  const usable = () => connected && authority.silentForMs < UNHEARD_MS;
  let admitting = true;
  const http = createServer({ headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS });
  const { io, connections } = createSocketServer({
    http,
    adapter: sequencedAdapter(path.publisher, path.subscriber, hooks),
    maxPacketBytes: config.MAX_PACKET_BYTES,
    originAllowed: originAllowed(config),
    refuse: () => {
      const reason = admission.judge(performance.now(), admitting && usable(), connections());
      if (reason) metrics.refused.inc({ reason });
      return reason;
    },
  });
  const fanOut = fanOutOf(io.of('/').adapter, hooks);

  const { sequencer, sweep, repair } = roomLine({
    bus,
    logger,
    metrics,
    mayRelease,
    deliver: (event) => deliver(event, { fanOut, openRooms, registry, departures, onEvicted }),
    onLost: (roomId, head) =>
      fanOut.toLocal([chatRoom(roomId)], 'chat-resync', { rooms: { [roomId]: head } }),
    onGone: (roomId) => {
      for (const id of openRooms.socketIds(roomId)) io.sockets.sockets.get(id)?.leave(chatRoom(roomId));
    },
    onAnswered: heardOfChatApi,
  });
  const openRooms = new OpenRooms({
    adapter: fanOut.adapter,
    sequencer,
    onOpened: (roomId) => presence.roomOpened(roomId),
    onClosed: (roomId) => presence.roomClosed(roomId),
  });
  const joinRooms = new JoinRooms({
    sequencer,
    openRooms,
    ask: bus.openRooms,
    subscribed: (roomId) => path.subscriber.inForce(fanOut.channelOf(roomId)),
  });
  const onEvicted = (socket: ChatSocket, roomId: string) =>
    typing.left(socket.id, roomId, socket.data.user.id);

  const typing = new Typing({
    ttlMs: config.TYPING_TTL_MS,
    logger,
    publish: (update) => fanOut.publishTyping(update),
    show: (update) => {
      if (!update.isTyping || !authority.stale) showTyping(fanOut, update);
    },
  });

  const taker = new Taker({
    nc,
    logger,
    fanOut: (event, shown) =>
      fanOutEvent(event, { fanOut, offer, position: (roomId) => sequencer.position(roomId) }, shown),
    onPending: (events) => metrics.pending.set(events),
    park: bus.parkDeadLetter,
    onTaken: (outcome) => {
      metrics.taken.inc({ outcome });
      if (outcome === 'failed') path.doubt();
    },
  });

  const handling = { fanOut, joinRooms, sequencer, departures, typing, authority, registry };
  const onSure = () => void sweep.now();
  const live = liveSockets({ config, io, bus, index, metrics, logger, onSure, handling });
  const { sessions } = live;
  const notices = hearNotices({ nc, logger, fanOut, index, registry, sessions, typing });

  /** After anything that may have been missed: the log shows what. In doubt it is looked at once that is over. */
  function catchUp(): void {
    void sessions.poll();
    if (sessions.sure) void sweep.now();
    refresh.all().catch((err) => logger.warn({ err }, 'the membership index could not be refreshed'));
  }

  metrics.watch({
    sockets: () => registry.socketCount,
    users: () => registry.userCount,
    unsentBytes: () => live.backpressure.unsentBytes,
    roomsOpen: () => sequencer.size,
    held: () => sequencer.heldCount,
    redisPathWhole: () => path.whole,
    mayRelease,
    taking: () => taker.taking,
  });

  return {
    http,
    start() {
      path.start();
      for (const part of [taker, sweep, refresh, presence, typing, live]) part.start();
      void sweep.now();
    },
    interrupted(why) {
      connected = why !== 'disconnect';
      if (why === 'reconnect') sessions.doubt();
      if (connected) catchUp();
    },
    checkRedisPath() {
      if (!path.whole) throw new ChatError('UNAVAILABLE', 'The Redis path is not proven by its canary.');
    },
    async checkChatApi() {
      await bus.keys({});
      heardOfChatApi();
    },
    stopSteps: [
      ['stop taking', () => taker.stop()],
      [
        'drain',
        async () => {
          draining = true;
          admitting = false;
          await drain(registry, config.DRAIN_MS);
        },
      ],
      ['goodbye to presence', () => presence.stop()],
      [
        'close',
        async () => {
          repair.stop();
          await Promise.all([notices, sweep, refresh, typing, live].map((part) => part.stop()));
          const closed = io.close();
          // Idle keep-alive connections of polling clients would be waited for.
          http.closeAllConnections();
          await closed;
          sequencer.stop();
        },
      ],
      ['redis', () => path.stop()],
    ],
  };
}
