import { MessageType } from 'socket.io-adapter';
import t from 'tap';
import { receiveFromRedis } from '../../src/relay/redis-receiver.ts';
import type { ShardedAdapter } from '../../src/relay/sharded-adapter.ts';

/** Starts the Redis receiver of the gateway `own`. Records which part of the gateway receives each message. */
function startReceiver() {
  const received: string[] = [];
  const listeners = new Map<string, (value: { seq: number }) => void>();
  const gate = { canDeliverEphemeral: true };
  const adapter = { uid: 'own', onMessage: () => received.push('sockets') } as unknown as ShardedAdapter;
  receiveFromRedis({
    adapter,
    namespace: { on: (name: string, listener: never) => listeners.set(name, listener) } as never,
    gate,
    sequencer: { offer: ({ seq }) => received.push(`sequencer ${seq}`) as never },
    memberEvents: { receive: ({ seq }) => received.push(`member events ${seq}`) },
    newChats: { receive: ({ seq }) => received.push(`new chats ${seq}`) },
    typing: { receive: ({ userId }) => received.push(`typing ${userId}`) },
  });
  const createPacket = (name: string, value: object, uid = 'other') =>
    adapter.onMessage({
      uid,
      nsp: '/',
      type: MessageType.BROADCAST,
      data: { packet: { type: 2, data: [name, value] }, opts: { rooms: [], except: [], flags: {} } },
    } as never);
  return { received, listeners, gate, adapter, packet: createPacket };
}

t.test(
  'each kind of Redis message reaches the part that handles it, and the gateway’s own messages are dropped',
  async (t) => {
    const { received, listeners, packet } = startReceiver();
    packet('kcs:room-event', { seq: 1 });
    packet('kcs:typing', { userId: 'ada' });
    packet('messages-seen', {});
    packet('kcs:room-event', { seq: 2 }, 'own');
    listeners.get('kcs:member-event')?.({ seq: 3 });
    listeners.get('kcs:new-chat')?.({ seq: 4 });
    t.same(received, ['sequencer 1', 'typing ada', 'sockets', 'member events 3', 'new chats 4']);
  },
);

t.test('REM-2: a gateway that may have missed a member’s removal drops ephemeral events', async (t) => {
  const { received, gate, adapter, packet } = startReceiver();
  gate.canDeliverEphemeral = false;
  packet('messages-seen', {});
  t.same(received, []);
  adapter.onMessage({ uid: 'other', nsp: '/', type: MessageType.SERVER_SIDE_EMIT, data: {} } as never);
  packet('kcs:room-event', { seq: 1 });
  t.same(received, ['sockets', 'sequencer 1'], 'server-side emits and room events pass');
});
