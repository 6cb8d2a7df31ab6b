import { addJitter } from '@kcs/service-kit';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SocketParts } from './compose-sockets.ts';
import { evictFormerMembers } from './delivery/evict-former-members.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import { GapRepair } from './sequencer/gap-repair.ts';
import { HeadSweep } from './sequencer/head-sweep.ts';
import { RoomJoiner } from './sequencer/join-rooms.ts';
import { OpenRoomTracker } from './sequencer/open-rooms.ts';
import { Sequencer } from './sequencer/sequencer.ts';
import { toChatRoomName } from './sockets/room-names.ts';

const MAX_EVENTS_PER_REPAIR_PAGE = 1_000;

export interface SequencerParts {
  readonly sequencer: Sequencer;
  readonly repair: GapRepair;
  readonly sweep: HeadSweep;
  readonly joinRooms: RoomJoiner;
}

/** Creates the sequencer and the parts that work with it: gap repair, the head sweep, and room joins. */
export function composeSequencer(
  { logger, metrics, gate, bus, path }: GatewayContext,
  { adapter, sockets, registry }: SocketParts,
  { delivery, publisher, cache, authority, restrictedRooms }: DeliveryParts,
  presence: PresenceLink,
): SequencerParts {
  const requestResync = (roomId: string, head: number) => {
    metrics.resyncs.inc();
    logger.error({ roomId, head }, 'A room cannot be repaired from its log. Its clients must reload it.');
    sockets.emit([toChatRoomName(roomId)], 'chat-resync', { rooms: { [roomId]: head } });
  };
  const evictFormerMembersBeforeSkip = (roomId: string, head: number) =>
    evictFormerMembers({ registry, sockets, authority, delivery }, roomId, head);
  const removeSocketsFromDeletedRoom = (roomId: string) => sockets.leaveAll(roomId);
  const requestChangedHeads = async (positions: Record<string, number>) =>
    (await bus.changedHeads({ positions })).heads;

  const sequencer = new Sequencer({
    gate,
    delivery,
    onOffered: (outcome) => metrics.sequenced.inc({ outcome }),
  });
  const gapRepair = new GapRepair({
    sequencer,
    logger,
    addJitter,
    log: {
      listEvents: (roomId, after) => bus.listEvents({ roomId, after, limit: MAX_EVENTS_PER_REPAIR_PAGE }),
      // Send position 0 to get the head of any room. chat-api returns only heads that differ from the given position,
      // and a head is never 0.
      head: async (roomId) => (await requestChangedHeads({ [roomId]: 0 }))[roomId] ?? null,
    },
    beforeSkip: evictFormerMembersBeforeSkip,
    onLost: requestResync,
    onGone: removeSocketsFromDeletedRoom,
    onFetch: (outcome) => metrics.gapFetches.inc({ outcome }),
  });
  sequencer.onGap((roomId) => gapRepair.requestRepair(roomId));
  const headSweep = new HeadSweep({
    gate,
    sequencer,
    logger,
    changedHeads: requestChangedHeads,
    onBehind: (rooms) => metrics.sweepRepairs.inc(rooms),
    onGone: removeSocketsFromDeletedRoom,
    onRewound: (roomId, head) => {
      evictFormerMembersBeforeSkip(roomId, head).then(
        () => {
          sequencer.skipTo(roomId, head);
          requestResync(roomId, head);
        },
        (err) => logger.warn({ err, roomId }, 'Could not check the members of a restored room. Retrying.'),
      );
    },
  });
  const openRoomTracker = new OpenRoomTracker({
    adapter,
    sockets,
    sequencer,
    onOpened: (roomId) => presence.roomOpened(roomId),
    onClosed: (roomId) => {
      restrictedRooms.forget(roomId);
      presence.roomClosed(roomId);
    },
  });
  const roomJoiner = new RoomJoiner({
    sequencer,
    openRooms: openRoomTracker,
    isKnownMember: (userId, roomId) => cache.isMember(userId, roomId),
    request: bus.openRooms,
    onPostPolicy: (roomId, postPolicy) => restrictedRooms.setPolicy(roomId, postPolicy),
    onResumed: (outcome) => metrics.resumes.inc({ outcome }),
    isSubscribed: (roomId) => path.subscriber.isSubscribed(publisher.getRoomChannel(roomId)),
    waitUntilSubscribed: (roomId) => path.subscriber.waitUntilSubscribed(publisher.getRoomChannel(roomId)),
  });
  return { sequencer, repair: gapRepair, sweep: headSweep, joinRooms: roomJoiner };
}
