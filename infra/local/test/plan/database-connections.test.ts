import t from 'tap';
import { planDatabaseConnections } from '../../src/plan/database-connections.ts';

t.test('max_connections is higher than the total pool size of all chat-api replicas', async (t) => {
  t.same(planDatabaseConnections({ apis: 1, env: {} }), { poolSize: '16', maxConnections: 100 });
  t.same(planDatabaseConnections({ apis: 8, env: {} }), { poolSize: '16', maxConnections: 148 });
  const envWithPoolSize = { DATABASE_POOL_SIZE: '30' };
  t.same(planDatabaseConnections({ apis: 8, env: envWithPoolSize }), { poolSize: '30', maxConnections: 260 });
  t.same(planDatabaseConnections({ apis: 8, env: { DATABASE_POOL_SIZE: 'many' } }).poolSize, 'many');
});
