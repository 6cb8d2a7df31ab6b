import { composeMeetings, type MeetingParts } from './compose-meetings.ts';
import type { SocketParts } from './compose-sockets.ts';
import { Departures } from './delivery/departures.ts';
import { MemberEvents } from './delivery/member-events.ts';
import { Mentions } from './delivery/mentions.ts';
import { NewChats } from './delivery/new-chats.ts';
import { RoomDelivery } from './delivery/room-delivery.ts';
import type { GatewayContext } from './gateway-context.ts';
import { MembershipAuthority } from './membership/membership-authority.ts';
import { MembershipCache } from './membership/membership-cache.ts';
import { MembershipRefresh } from './membership/membership-refresh.ts';
import { listAllRooms } from './membership/rooms-of-user.ts';
import { RedisPublisher } from './relay/redis-publisher.ts';
import { showTyping } from './typing/show-typing.ts';
import { Typing } from './typing/typing.ts';

export interface DeliveryParts extends MeetingParts {
  readonly cache: MembershipCache;
  readonly refresh: MembershipRefresh;
  readonly authority: MembershipAuthority;
  readonly publisher: RedisPublisher;
  readonly typing: Typing;
  readonly departures: Departures;
  readonly delivery: RoomDelivery;
  readonly memberEvents: MemberEvents;
  readonly newChats: NewChats;
  readonly mentions: Mentions;
}

/**
 * Creates the parts that deliver events to local sockets, and the publisher that sends events to the other gateways.
 */
export function composeDelivery(
  context: GatewayContext,
  { adapter, registry, sockets }: SocketParts,
): DeliveryParts {
  const { config, logger, metrics, gate, bus, clock } = context;
  const cache = new MembershipCache();
  const authority = new MembershipAuthority(bus);
  const refresh = new MembershipRefresh({
    registry,
    cache,
    logger,
    roomsOfUser: async (userId) => (await listAllRooms(bus.roomsOfUser, userId)).map(({ roomId }) => roomId),
  });
  const publisher = new RedisPublisher(adapter);
  const meetingParts = composeMeetings(context, publisher);
  const { meetingExits } = meetingParts;
  const typing = new Typing({
    ttlMs: config.TYPING_TTL_MS,
    logger,
    publish: (update) => publisher.publishTyping(update),
    show: (update) => {
      if (!update.isTyping || gate.canDeliverEphemeral) showTyping(sockets, update);
    },
  });
  const departures = new Departures();
  const delivery = new RoomDelivery({
    sockets,
    registry,
    departures,
    logger,
    onEvicted: (socket, roomId) => typing.left(socket.id, roomId, socket.data.user.id),
    onReleased: ({ created_at }) => {
      metrics.released.inc();
      metrics.lag.observe(Math.max(0, (clock.now() - Date.parse(created_at)) / 1_000));
    },
  });
  const newChats = new NewChats({ gate, sockets, registry });
  const mentions = new Mentions({ gate, sockets, registry, logger, mentionTargets: bus.mentionTargets });
  const memberEvents = new MemberEvents({
    gate,
    sockets,
    registry,
    cache,
    authority,
    departures,
    logger,
    onRemoved: (userId, roomId) => {
      meetingExits.userRemoved(userId, roomId);
      for (const { id } of registry.user(userId)?.sockets ?? []) typing.left(id, roomId, userId);
    },
    onRoomDeleted: (roomId) => meetingExits.roomDeleted(roomId),
    onNewChat: (chat) => newChats.receive(chat),
  });
  return {
    cache,
    refresh,
    authority,
    publisher,
    typing,
    departures,
    delivery,
    memberEvents,
    newChats,
    mentions,
    ...meetingParts,
  };
}
