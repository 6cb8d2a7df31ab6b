import { composeMeetings, type MeetingParts } from './compose-meetings.ts';
import type { SocketParts } from './compose-sockets.ts';
import { RoomDepartures } from './delivery/departures.ts';
import { MemberEventDelivery } from './delivery/member-events.ts';
import { MentionDelivery } from './delivery/mentions.ts';
import { NewChatDelivery } from './delivery/new-chats.ts';
import { ReceiptDelivery } from './delivery/receipts.ts';
import { RoomDelivery } from './delivery/room-delivery.ts';
import type { GatewayContext } from './gateway-context.ts';
import { MembershipAuthority } from './membership/membership-authority.ts';
import { MembershipCache } from './membership/membership-cache.ts';
import { MembershipRefresh } from './membership/membership-refresh.ts';
import { RestrictedRooms } from './membership/restricted-rooms.ts';
import { listAllRoomsOfUser } from './membership/rooms-of-user.ts';
import { RedisPublisher } from './relay/redis-publisher.ts';
import { emitTypingToRoom } from './typing/show-typing.ts';
import { TypingStates } from './typing/typing.ts';

export interface DeliveryParts extends MeetingParts {
  readonly cache: MembershipCache;
  readonly refresh: MembershipRefresh;
  readonly authority: MembershipAuthority;
  readonly restrictedRooms: RestrictedRooms;
  readonly publisher: RedisPublisher;
  readonly typing: TypingStates;
  readonly departures: RoomDepartures;
  readonly delivery: RoomDelivery;
  readonly memberEvents: MemberEventDelivery;
  readonly newChats: NewChatDelivery;
  readonly mentions: MentionDelivery;
  readonly receipts: ReceiptDelivery;
}

/**
 * Creates the parts that deliver events to local sockets, and the publisher that sends events to the other gateways.
 */
export function composeDelivery(
  context: GatewayContext,
  { adapter, registry, sockets }: SocketParts,
): DeliveryParts {
  const { config, logger, metrics, traffic, gate, bus, clock } = context;
  const membershipCache = new MembershipCache();
  const membershipAuthority = new MembershipAuthority(bus);
  const membershipRefresh = new MembershipRefresh({
    registry,
    cache: membershipCache,
    logger,
    roomsOfUser: async (userId) =>
      (await listAllRoomsOfUser(bus.roomsOfUser, userId)).map(({ roomId }) => roomId),
  });
  const redisPublisher = new RedisPublisher(adapter);
  const meetingParts = composeMeetings(context, redisPublisher);
  const { meetingExits } = meetingParts;
  const typingStates = new TypingStates({
    ttlMs: config.TYPING_TTL_MS,
    logger,
    publish: (update) => redisPublisher.publishTyping(update),
    show: (update) => {
      if (!update.isTyping || gate.canDeliverEphemeral) emitTypingToRoom(sockets, update);
    },
  });
  const restrictedRooms = new RestrictedRooms();
  const roomDepartures = new RoomDepartures();
  const roomDelivery = new RoomDelivery({
    sockets,
    registry,
    departures: roomDepartures,
    logger,
    onEvicted: (socket, roomId) => typingStates.left(socket.id, roomId, socket.data.user.id),
    onReleased: (event) => {
      if (event.kind === 'room-updated' && event.data.postPolicy !== undefined)
        restrictedRooms.setPolicy(event.room_id, event.data.postPolicy);
      const lagMs = Math.max(0, clock.now() - Date.parse(event.created_at));
      metrics.released.inc();
      metrics.lag.observe(lagMs / 1_000);
      traffic.countReleasedEvent(lagMs);
    },
  });
  const countDropped = (kind: string) => () => metrics.dropped.inc({ kind });
  const newChatDelivery = new NewChatDelivery({
    gate,
    sockets,
    registry,
    onDropped: countDropped('new-chat'),
  });
  const mentionDelivery = new MentionDelivery({
    gate,
    sockets,
    registry,
    logger,
    mentionTargets: bus.mentionTargets,
    onDropped: countDropped('mention'),
  });
  const receiptDelivery = new ReceiptDelivery({
    sockets,
    publish: (receipt, exceptSocketId) => redisPublisher.publishReceipt(receipt, exceptSocketId),
  });
  const memberEventDelivery = new MemberEventDelivery({
    gate,
    sockets,
    registry,
    cache: membershipCache,
    authority: membershipAuthority,
    departures: roomDepartures,
    logger,
    onDropped: countDropped('member-event'),
    onRemoved: (userId, roomId) => {
      meetingExits.userRemoved(userId, roomId);
      for (const { id } of registry.user(userId)?.sockets ?? []) typingStates.left(id, roomId, userId);
    },
    onRoomDeleted: (roomId) => meetingExits.roomDeleted(roomId),
    onNewChat: (chat) => newChatDelivery.receive(chat),
  });
  return {
    cache: membershipCache,
    refresh: membershipRefresh,
    authority: membershipAuthority,
    restrictedRooms,
    publisher: redisPublisher,
    typing: typingStates,
    departures: roomDepartures,
    delivery: roomDelivery,
    memberEvents: memberEventDelivery,
    newChats: newChatDelivery,
    mentions: mentionDelivery,
    receipts: receiptDelivery,
    ...meetingParts,
  };
}
