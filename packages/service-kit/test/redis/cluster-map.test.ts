import t from 'tap';
import { ClusterMap, parseClusterNodes } from '../../src/redis/cluster-map.ts';
import { computeKeySlot } from '../../src/redis/key-slot.ts';

const NODES_OF_ONE = [
  'aaa 10.0.0.1:6379@16379,redis-1 myself,master - 0 0 1 connected 0-8191 [93->-bbb]',
  'bbb 10.0.0.2:6379@16379 master - 0 1000 2 connected 8192-16382 16383',
  'ccc fe80::1:6380@16380,,shard-id=1 slave aaa 0 1000 1 connected',
  'ddd :0@0 slave,noaddr aaa 0 1000 1 disconnected',
].join('\n');

t.test('the addresses, epochs, and slots of all nodes are read from a reply', async (t) => {
  t.same(parseClusterNodes(`${NODES_OF_ONE}\n`, '10.0.0.1'), [
    { address: 'redis-1:6379', epoch: 1, slotRanges: [[0, 8191]] },
    {
      address: '10.0.0.2:6379',
      epoch: 2,
      slotRanges: [
        [8192, 16382],
        [16383, 16383],
      ],
    },
    { address: '[fe80::1]:6380', epoch: 1, slotRanges: [] },
  ]);
  t.match(parseClusterNodes('aaa :6379@16379 myself,master - 0 0 0 connected', 'localhost'), [
    { address: 'localhost:6379' },
  ]);
});

t.test('if nodes disagree about a slot, the claim with the highest epoch counts', async (t) => {
  const failedOver = 'ccc 10.0.0.3:6379@16379 myself,master - 0 0 3 connected 0-8191';
  const reports = [...parseClusterNodes(failedOver, ''), ...parseClusterNodes(NODES_OF_ONE, '')];
  const map = new ClusterMap(reports);
  t.same(map.masters, ['10.0.0.2:6379', '10.0.0.3:6379']);
  t.equal(map.findMaster(0), '10.0.0.3:6379');
  t.equal(map.findMaster(16383), '10.0.0.2:6379');
  t.ok(map.nodes.includes('redis-1:6379'));
  t.ok(map.equals(new ClusterMap(reports.toReversed())));
  t.notOk(map.equals(new ClusterMap(parseClusterNodes(NODES_OF_ONE, ''))));
  t.equal(new ClusterMap([]).findMaster(0), undefined);
});

t.test('a key suffix makes any key belong to the master', async (t) => {
  const map = new ClusterMap(parseClusterNodes(NODES_OF_ONE, ''));
  for (const master of map.masters) {
    const suffix = map.findKeySuffix(master);
    for (const key of ['kcs:limit:probe', 'x']) t.equal(map.findMaster(computeKeySlot(key + suffix)), master);
  }
});
