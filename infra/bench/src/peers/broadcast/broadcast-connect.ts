import { generateSigningKeys } from '@kcs/auth';
import type { TestContext } from '@kcs/testkit';
import { SocketIoConnection } from '../../load/socket-io-connection.ts';
import type { ConnectPeer } from '../connect-peer.ts';
import { issueTokens, TOKEN_ISSUER } from '../issue-tokens.ts';
import { startBroadcastServer } from './start-broadcast-server.ts';

const ROOM_NAMES = Array.from({ length: 10 }, (_, n) => `room-${n}`).join(' ');

/** Starts a bare Socket.IO server that checks tokens as our gateway does, and joins every socket to 10 rooms. */
export async function startBroadcastConnect(t: TestContext, people: number): Promise<ConnectPeer> {
  const signingKeysJson = await generateSigningKeys('bench');
  const server = await startBroadcastServer(t, 'socket.io', { SIGNING_KEYS: signingKeysJson, TOKEN_ISSUER });
  const tokens = await issueTokens(signingKeysJson, people);
  return {
    name: 'socket.io',
    processes: [{ name: 'socket.io', pid: server.pid }],
    connect: async (n) => {
      const auth = { token: tokens[n - 1] ?? '', rooms: ROOM_NAMES };
      const connection = await SocketIoConnection.connect(server.url, auth, () => {});
      return () => connection.close();
    },
  };
}
