import { connectSockets } from '../../load/connect-sockets.ts';
import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { StartFanOut } from '../fan-out-peer.ts';
import { createSampleEvent } from '../sample-event.ts';
import { type BroadcastKind, startBroadcastServer } from './start-broadcast-server.ts';

const MAX_CONNECTIONS = 16;

/** Returns a function that starts a server of the given kind. The server does nothing but write to sockets. */
export const createBroadcastStarter =
  (kind: BroadcastKind): StartFanOut =>
  async (t, { rooms, socketsPerRoom }) => {
    const server = await startBroadcastServer(t, kind);
    const deliveries = new DeliveryTracker();
    await connectSockets(rooms * socketsPerRoom, async (n) => {
      const auth = { rooms: `room-${n % rooms}` };
      const connection = await SocketIoConnection.connect(server.url, auth, (frame) =>
        deliveries.recordFrame(frame),
      );
      t.teardown(() => connection.close());
    });
    const client = new KeepAliveClient(MAX_CONNECTIONS);
    t.teardown(() => client.close());
    let sentCount = 0;
    return {
      name: kind,
      processes: [{ name: kind, pid: server.pid }],
      send: async (room) => {
        sentCount += 1;
        const delivered = deliveries.waitForCopies(sentCount, socketsPerRoom);
        const published = client.post(server.url, '', {
          room: `room-${room}`,
          event: createSampleEvent(sentCount),
        });
        await Promise.all([published, delivered]);
      },
    };
  };
