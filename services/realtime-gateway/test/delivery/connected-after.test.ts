import t from 'tap';
import { findSocketsConnectedAfter } from '../../src/delivery/connected-after.ts';
import type { LocalUser } from '../../src/sockets/socket-state.ts';

t.test('only sockets that connected well after the event are returned', async (t) => {
  const at = Date.parse('2026-01-01T12:00:00Z');
  const socket = (id: string, connectedAt: number) => ({ id, data: { connectedAt } });
  const sockets = new Set([
    socket('before', at - 1),
    socket('within the margin', at + 10_000),
    socket('after', at + 10_001),
  ]);
  t.same(findSocketsConnectedAfter({ sockets } as unknown as LocalUser, new Date(at).toISOString()), [
    'after',
  ]);
  t.same(findSocketsConnectedAfter(undefined, new Date(at).toISOString()), []);
});
