import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { StartIdlePeer } from '../idle-peer.ts';
import { type BroadcastKind, startBroadcastServer } from './start-broadcast-server.ts';

/** Returns a function that starts a server of the given kind. The server knows neither users nor members. */
export const createBroadcastIdleStarter =
  (kind: BroadcastKind): StartIdlePeer =>
  async (t, { rooms, env }) => {
    const server = await startBroadcastServer(t, kind, env);
    const roomNames = Array.from({ length: rooms }, (_, n) => `room-${n}`).join(' ');
    return {
      pid: server.pid,
      connect: async () => {
        const connection = await SocketIoConnection.connect(server.url, { rooms: roomNames }, () => {});
        t.teardown(() => connection.close());
      },
    };
  };
