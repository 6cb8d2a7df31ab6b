import { MessageType } from 'socket.io-adapter';
import t from 'tap';
import { receiveFromRedis } from '../../src/relay/redis-receiver.ts';
import type { ShardedAdapter } from '../../src/relay/sharded-adapter.ts';

/** Starts the Redis receiver of the gateway `own`. Records which part of the gateway receives each message. */
function startRedisReceiver() {
  const receivedMessages: string[] = [];
  const namespaceListeners = new Map<string, (value: { seq: number }) => void>();
  const deliveryGate = { canDeliverEphemeral: true };
  const adapter = {
    uid: 'own',
    onMessage: () => receivedMessages.push('sockets'),
  } as unknown as ShardedAdapter;
  receiveFromRedis({
    adapter,
    namespace: { on: (name: string, listener: never) => namespaceListeners.set(name, listener) } as never,
    gate: deliveryGate,
    sequencer: { offer: ({ seq }) => receivedMessages.push(`sequencer ${seq}`) as never },
    memberEvents: { receive: ({ seq }) => receivedMessages.push(`member events ${seq}`) },
    newChats: { receive: ({ seq }) => receivedMessages.push(`new chats ${seq}`) },
    mentions: { receive: ({ seq }) => receivedMessages.push(`mentions ${seq}`) },
    meetings: { receive: () => {} },
    receipts: { receive: (_receipt, socketId) => receivedMessages.push(`receipt except ${socketId}`) },
    typing: { receive: ({ userId }) => receivedMessages.push(`typing ${userId}`) },
  });
  const receivePacket = (name: string, value: object, uid = 'other') =>
    adapter.onMessage({
      uid,
      nsp: '/',
      type: MessageType.BROADCAST,
      data: { packet: { type: 2, data: [name, value] }, opts: { rooms: [], except: ['reader'], flags: {} } },
    } as never);
  return { receivedMessages, namespaceListeners, gate: deliveryGate, adapter, packet: receivePacket };
}

t.test(
  'each kind of Redis message reaches the part that handles it, and the gateway’s own messages are dropped',
  async (t) => {
    const { receivedMessages, namespaceListeners, packet } = startRedisReceiver();
    packet('kcs:room-event', { seq: 1 });
    packet('kcs:typing', { userId: 'ada' });
    packet('messages-seen', {});
    packet('kcs:room-event', { seq: 2 }, 'own');
    namespaceListeners.get('kcs:member-event')?.({ seq: 3 });
    namespaceListeners.get('kcs:new-chat')?.({ seq: 4 });
    namespaceListeners.get('kcs:mention')?.({ seq: 5 });
    t.same(receivedMessages, [
      'sequencer 1',
      'typing ada',
      'receipt except reader',
      'member events 3',
      'new chats 4',
      'mentions 5',
    ]);
  },
);

t.test('REM-2: a gateway that may have missed a member’s removal drops ephemeral events', async (t) => {
  const { receivedMessages, gate, adapter, packet } = startRedisReceiver();
  gate.canDeliverEphemeral = false;
  packet('messages-seen', {});
  t.same(receivedMessages, []);
  adapter.onMessage({ uid: 'other', nsp: '/', type: MessageType.SERVER_SIDE_EMIT, data: {} } as never);
  packet('kcs:room-event', { seq: 1 });
  t.same(receivedMessages, ['sockets', 'sequencer 1'], 'server-side emits and room events pass');
});
