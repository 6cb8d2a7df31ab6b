import type { RoomEvent } from '@kcs/contracts';
import { jittered, type Logger } from '@kcs/service-kit';
import type { BusClient } from './bus-client.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { GapRepair } from './sequencer/gap-repair.ts';
import { HeadSweep } from './sequencer/head-sweep.ts';
import { Sequencer } from './sequencer/sequencer.ts';

const REPAIR_PAGE = 1_000;

export interface RoomLineOptions {
  readonly bus: BusClient;
  readonly logger: Logger;
  readonly metrics: GatewayMetrics;
  readonly mayRelease: () => boolean;
  readonly deliver: (event: RoomEvent) => void;
  /** The sockets of the room must load it afresh; the stream goes on after `head`. */
  readonly onLost: (roomId: string, head: number) => void;
  /** There is no such room any more. */
  readonly onGone: (roomId: string) => void;
  readonly onAnswered: () => void;
}

/** The sequencer of all rooms with what heals it: fetches of gaps, and the sweep for lost tails. */
export function roomLine(options: RoomLineOptions): {
  sequencer: Sequencer;
  sweep: HeadSweep;
  repair: GapRepair;
} {
  const { bus, logger, metrics, mayRelease, deliver, onLost, onGone, onAnswered } = options;
  const lost = (roomId: string, head: number) => {
    metrics.resyncs.inc();
    logger.error({ roomId, head }, 'a room cannot be repaired; its sockets load it afresh');
    onLost(roomId, head);
  };
  const repair = new GapRepair({
    sequencer: () => sequencer,
    logger,
    jittered,
    log: {
      listEvents: (roomId, after) => bus.listEvents({ roomId, after, limit: REPAIR_PAGE }),
      head: async (roomId) => {
        // Asked from before the beginning, so that any head is another one.
        const { heads } = await bus.changedHeads({ positions: { [roomId]: 0 } });
        return heads[roomId] ?? null;
      },
    },
    onLost: lost,
    onGone,
    onFetch: (outcome) => metrics.gapFetches.inc({ outcome }),
  });
  const sequencer = new Sequencer({
    mayRelease,
    repair: (roomId) => repair.ask(roomId),
    deliver: (event) => {
      metrics.released.inc();
      metrics.lag.observe(Math.max(0, (Date.now() - Date.parse(event.created_at)) / 1_000));
      try {
        deliver(event);
      } catch (err) {
        logger.error({ err, roomId: event.room_id, seq: event.seq }, 'an event could not be delivered');
      }
    },
  });
  const sweep = new HeadSweep({
    sequencer,
    logger,
    changedHeads: async (positions) => (await bus.changedHeads({ positions })).heads,
    onBehind: (rooms) => metrics.sweepRepairs.inc(rooms),
    onGone,
    onRewound: (roomId, head) => {
      sequencer.jump(roomId, head);
      lost(roomId, head);
    },
    onAnswered,
  });
  return { sequencer, sweep, repair };
}
