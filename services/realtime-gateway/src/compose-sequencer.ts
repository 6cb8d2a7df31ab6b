import { jittered } from '@kcs/service-kit';
import type { DeliveryParts } from './compose-delivery.ts';
import type { SocketParts } from './compose-sockets.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { PresenceLink } from './presence-link/presence-link.ts';
import { GapRepair } from './sequencer/gap-repair.ts';
import { HeadSweep } from './sequencer/head-sweep.ts';
import { JoinRooms } from './sequencer/join-rooms.ts';
import { OpenRooms } from './sequencer/open-rooms.ts';
import { Sequencer } from './sequencer/sequencer.ts';
import { chatRoomName } from './sockets/room-names.ts';

const REPAIR_PAGE_SIZE = 1_000;

export interface SequencerParts {
  readonly sequencer: Sequencer;
  readonly repair: GapRepair;
  readonly sweep: HeadSweep;
  readonly joinRooms: JoinRooms;
}

/** Composes the sequencer, gap repair, the sweep for events missing at the end of a log, and room joins. */
export function composeSequencer(
  { logger, metrics, gate, bus, path }: GatewayContext,
  { adapter, sockets }: SocketParts,
  { delivery, publisher, cache }: DeliveryParts,
  presence: PresenceLink,
): SequencerParts {
  const resync = (roomId: string, head: number) => {
    metrics.resyncs.inc();
    logger.error({ roomId, head }, 'A room cannot be repaired from its log. Its clients must reload it.');
    sockets.emit([chatRoomName(roomId)], 'chat-resync', { rooms: { [roomId]: head } });
  };
  const onGone = (roomId: string) => sockets.leaveAll(roomId);
  const changedHeads = async (positions: Record<string, number>) =>
    (await bus.changedHeads({ positions })).heads;

  const sequencer = new Sequencer({
    gate,
    delivery,
    onOffered: (outcome) => metrics.sequenced.inc({ outcome }),
  });
  const repair = new GapRepair({
    sequencer,
    logger,
    jittered,
    log: {
      listEvents: (roomId, after) => bus.listEvents({ roomId, after, limit: REPAIR_PAGE_SIZE }),
      // Request the head with position 0, because chat-api returns only heads that differ from the given position, and
      // no head is 0.
      head: async (roomId) => (await changedHeads({ [roomId]: 0 }))[roomId] ?? null,
    },
    onLost: resync,
    onGone,
    onFetch: (outcome) => metrics.gapFetches.inc({ outcome }),
  });
  sequencer.onGap((roomId) => repair.request(roomId));
  const sweep = new HeadSweep({
    gate,
    sequencer,
    logger,
    changedHeads,
    onBehind: (rooms) => metrics.sweepRepairs.inc(rooms),
    onGone,
    onRewound: (roomId, head) => {
      sequencer.skipTo(roomId, head);
      resync(roomId, head);
    },
  });
  const openRooms = new OpenRooms({
    adapter,
    sockets,
    sequencer,
    onOpened: (roomId) => presence.roomOpened(roomId),
    onClosed: (roomId) => presence.roomClosed(roomId),
  });
  const joinRooms = new JoinRooms({
    sequencer,
    openRooms,
    isKnownMember: (userId, roomId) => cache.isMember(userId, roomId),
    request: bus.openRooms,
    subscribed: (roomId) => path.subscriber.whenSubscribed(publisher.getRoomChannel(roomId)),
  });
  return { sequencer, repair, sweep, joinRooms };
}
