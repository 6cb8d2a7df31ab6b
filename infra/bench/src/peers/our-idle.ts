import { startSystem, type TestUser } from '@kcs/testkit';
import { SocketIoConnection } from '../load/socket-io-connection.ts';
import type { StartIdle } from './idle-peer.ts';
import { UNLIMITED_SOCKETS } from './unlimited-sockets.ts';

const ROOM_COUNT = 10;
const PERSON_COUNT = 10;

/** Starts this system with one gateway. Each socket joins 10 rooms. */
export const startOurIdle: StartIdle = async (t) => {
  const system = await startSystem(t, { gateways: 1, env: UNLIMITED_SOCKETS });
  const people: TestUser[] = [];
  for (let n = 0; n < PERSON_COUNT; n++) people.push(await system.user());
  const [owner, ...members] = people as [TestUser, ...TestUser[]];
  const roomIds: string[] = [];
  for (let n = 0; n < ROOM_COUNT; n++) roomIds.push((await system.room({ owner, members })).id);
  const [gateway] = system.gateways;
  if (gateway.pid === undefined) throw new Error('The gateway is not running');
  return {
    name: 'ours',
    pid: gateway.pid,
    connect: async (count) => {
      for (let n = 0; n < count; n++) {
        const { token } = people[n % PERSON_COUNT] as TestUser;
        const connection = await SocketIoConnection.connect(gateway.url, { token }, () => {});
        t.teardown(() => connection.close());
        await connection.ask('join-chat-rooms', { roomIds });
      }
    },
  };
};
