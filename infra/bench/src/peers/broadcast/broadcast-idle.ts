import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { StartIdle } from '../idle-peer.ts';
import { type BroadcastKind, startBroadcastServer } from './start-broadcast-server.ts';

/** Returns a function that starts a server of the given kind. Each socket joins one room. */
export const createBroadcastIdleStarter =
  (kind: BroadcastKind): StartIdle =>
  async (t) => {
    const server = await startBroadcastServer(t, kind);
    return {
      name: kind,
      pid: server.pid,
      connect: async (count) => {
        for (let n = 0; n < count; n++) {
          const connection = await SocketIoConnection.connect(server.url, { room: 'room' }, () => {});
          t.teardown(() => connection.close());
        }
      },
    };
  };
