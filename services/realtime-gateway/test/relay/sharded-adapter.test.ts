import type { Namespace } from 'socket.io';
import t from 'tap';
import { createChatAdapterFactory, type ShardedAdapter } from '../../src/relay/sharded-adapter.ts';

/** Returns an adapter, and the Redis channels to which it has subscribed. */
function createAdapter() {
  const channels: string[] = [];
  const client = {
    sSubscribe: (channel: string) => void channels.push(channel),
    sUnsubscribe: (channel: string) => void channels.splice(channels.indexOf(channel), 1),
  };
  const GatewayAdapter = createChatAdapterFactory(client, client) as unknown as new (
    namespace: Namespace,
  ) => ShardedAdapter;
  const adapter = new GatewayAdapter({ name: '/', server: {} } as unknown as Namespace);
  channels.length = 0;
  return { adapter, channels };
}

t.test('a socket does not join a room that is named after it', async (t) => {
  const { adapter } = createAdapter();
  adapter.addAll('socket', new Set(['socket']));
  adapter.addAll('socket', new Set(['user:ada']));
  t.strictSame([...adapter.rooms.keys()], ['user:ada']);
  t.strictSame(adapter.sids.get('socket'), new Set(['user:ada']));
  adapter.delAll('socket');
  t.equal(adapter.sids.size + adapter.rooms.size, 0, 'nothing remains after the socket has closed');
});

t.test('TRAP-10: only chat rooms have a Redis channel', async (t) => {
  const { adapter, channels } = createAdapter();
  adapter.addAll('socket', new Set(['socket', 'user:ada', 'room:r1']));
  t.strictSame(channels, [adapter.dynamicChannel('room:r1')]);
  adapter.delAll('socket');
  t.strictSame(channels, []);
});
