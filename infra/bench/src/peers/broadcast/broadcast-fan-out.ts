import { DeliveryTracker } from '../../load/delivery-tracker.ts';
import { KeepAliveClient } from '../../load/keep-alive-client.ts';
import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { StartFanOut } from '../fan-out-peer.ts';
import { type BroadcastKind, startBroadcastServer } from './start-broadcast-server.ts';

const MAX_CONNECTIONS = 16;

/** Returns a function that starts a server of the given kind. The server does nothing but write to sockets. */
export const createBroadcastStarter =
  (kind: BroadcastKind): StartFanOut =>
  async (t, { rooms, socketsPerRoom }) => {
    const server = await startBroadcastServer(t, kind);
    const deliveries = new DeliveryTracker();
    for (let n = 0; n < rooms * socketsPerRoom; n++) {
      const auth = { rooms: `room-${n % rooms}` };
      const connection = await SocketIoConnection.connect(server.url, auth, (frame) =>
        deliveries.recordFrame(frame),
      );
      t.teardown(() => connection.close());
    }
    const client = new KeepAliveClient(MAX_CONNECTIONS);
    t.teardown(() => client.close());
    let sentCount = 0;
    return {
      name: kind,
      process: { name: kind, pid: server.pid },
      send: async (room) => {
        sentCount += 1;
        const delivered = deliveries.waitForCopies(sentCount, socketsPerRoom);
        const published = client.post(server.url, '', {
          room: `room-${room}`,
          event: createEvent(sentCount),
        });
        await Promise.all([published, delivered]);
      },
    };
  };

/**
 * Returns an event with the fields of our own `new-chat-message`, so that the frames of all systems have about the same
 * length.
 */
function createEvent(n: number) {
  const id = 'x'.repeat(26);
  return {
    type: 'new_message',
    data: {
      ...{ id: `msg_${id}`, room_id: `room_${id}`, sender_id: `user_${id}`, sender_name: 'Person 1', seq: n },
      ...{
        content: DeliveryTracker.formatContent(n),
        message_type: 'text',
        reply_to_id: null,
        reply_to: null,
      },
      ...{ client_msg_id: `bench-${n}`, metadata: null, mentions: [], reactions: [] },
      ...{ created_at: new Date().toISOString(), edited_at: null, deleted_at: null },
    },
    timestamp: new Date().toISOString(),
  };
}
