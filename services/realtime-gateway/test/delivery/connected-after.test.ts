import t from 'tap';
import { findSocketsConnectedAfter } from '../../src/delivery/connected-after.ts';
import type { LocalUser } from '../../src/sockets/socket-state.ts';

t.test('only sockets that connected more than 10 s after an event count as connected after it', async (t) => {
  const eventTime = Date.parse('2026-01-01T12:00:00Z');
  const createSocketStandIn = (id: string, connectedAt: number) => ({ id, data: { connectedAt } });
  const userSockets = new Set([
    createSocketStandIn('before', eventTime - 1),
    createSocketStandIn('within the margin', eventTime + 10_000),
    createSocketStandIn('after', eventTime + 10_001),
  ]);
  t.same(
    findSocketsConnectedAfter(
      { sockets: userSockets } as unknown as LocalUser,
      new Date(eventTime).toISOString(),
    ),
    ['after'],
  );
  t.same(findSocketsConnectedAfter(undefined, new Date(eventTime).toISOString()), []);
});
