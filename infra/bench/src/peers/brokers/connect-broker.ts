import type { TestContext } from '@kcs/testkit';
import { connectSockets } from '../../load/connect-sockets.ts';
import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import type { FanOutPeer, FanOutSize } from '../fan-out-peer.ts';
import { createSampleEvent } from '../sample-event.ts';

/**
 * A running server that passes published texts on to subscribers. It has no users, no ordering, and no
 * storage.
 */
export interface Broker {
  readonly name: string;
  readonly pid: number;
  /** Resolves with a function that ends the subscription. */
  subscribe(room: string, onText: (text: string) => void): Promise<() => void>;
  /** Publishes an event to a room. */
  publish(room: string, event: unknown): Promise<unknown>;
}

/** Subscribes sockets to all rooms of a broker. */
export async function connectBroker(
  t: TestContext,
  { name, pid, subscribe, publish }: Broker,
  { rooms, socketsPerRoom }: FanOutSize,
): Promise<FanOutPeer> {
  const deliveries = new DeliveryTracker();
  await connectSockets(rooms * socketsPerRoom, async (n) =>
    t.teardown(await subscribe(`room-${n % rooms}`, (text) => deliveries.recordFrame(text))),
  );
  let sentCount = 0;
  return {
    name,
    processes: [{ name, pid }],
    send: async (room) => {
      sentCount += 1;
      const delivered = deliveries.waitForCopies(sentCount, socketsPerRoom);
      await Promise.all([publish(`room-${room}`, createSampleEvent(sentCount)), delivered]);
    },
  };
}
