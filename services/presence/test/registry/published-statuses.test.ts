import { NOTICES, type PresenceStatus } from '@kcs/contracts';
import { createLogger, publishNotice } from '@kcs/service-kit';
import { eventually, startTestNats } from '@kcs/testkit';
import t from 'tap';
import { PublishedStatuses } from '../../src/registry/published-statuses.ts';
import { openNatsConnection } from '../support/connections.ts';
import { createUserId } from '../support/ids.ts';

type StatusesByUser = Map<string, PresenceStatus>;

/** Returns a stand-in for the registry. The test sets its published statuses, and the stand-in records each restore. */
function createRegistryStandIn() {
  const registry = {
    reads: 0,
    stored: new Map() as StatusesByUser,
    restored: undefined as ReadonlyMap<string, PresenceStatus> | undefined,
    onRead: async () => {},
    publishedStatuses: async (): Promise<StatusesByUser> => {
      registry.reads += 1;
      const statuses = new Map(registry.stored);
      await registry.onRead();
      return statuses;
    },
    restorePublished: async (statuses: ReadonlyMap<string, PresenceStatus>) => {
      registry.restored = statuses;
      return true;
    },
  };
  return registry;
}

t.test(
  'a replica copies the published statuses, and reads them again only if the copy is stale',
  async (t) => {
    const registry = createRegistryStandIn();
    registry.stored.set('ada', 'busy');
    const publishedStatuses = new PublishedStatuses(registry);
    await publishedStatuses.refresh();
    await publishedStatuses.refresh();
    t.equal(registry.reads, 1);
    publishedStatuses.markStale();
    registry.stored.set('bob', 'away');
    await publishedStatuses.refresh();
    await publishedStatuses.restoreRegistry();
    t.same(registry.restored, new Map(Object.entries({ ada: 'busy', bob: 'away' })));
  },
);

t.test(
  'a notice that arrives while the published statuses are being read overrides the status that was read',
  async (t) => {
    const registry = createRegistryStandIn();
    registry.stored = new Map(Object.entries({ ada: 'online', bob: 'online' } as const));
    const publishedStatuses = new PublishedStatuses(registry);
    registry.onRead = async () => {
      publishedStatuses.record({ userId: 'ada', status: 'offline' });
      publishedStatuses.record({ userId: 'cid', status: 'busy' });
    };
    await publishedStatuses.refresh();
    await publishedStatuses.restoreRegistry();
    t.same(registry.restored, new Map(Object.entries({ bob: 'online', cid: 'busy' })));
  },
);

t.test('if reading the published statuses fails, the next refresh reads them again', async (t) => {
  const registry = createRegistryStandIn();
  const publishedStatuses = new PublishedStatuses(registry);
  registry.onRead = async () => {
    throw new Error('Redis is down');
  };
  await t.rejects(publishedStatuses.refresh(), { message: 'Redis is down' });
  registry.onRead = async () => {};
  await publishedStatuses.refresh();
  t.equal(registry.reads, 2);
});

t.test('presence notices from any replica update the copy of the published statuses', async (t) => {
  const natsConnection = await openNatsConnection(t, await startTestNats(t));
  const logger = createLogger({ service: 'presence', instanceId: 'test', level: 'silent' });
  const registry = createRegistryStandIn();
  const publishedStatuses = new PublishedStatuses(registry);
  const subscription = publishedStatuses.subscribe(natsConnection, logger);
  t.teardown(() => subscription.stop());
  const [ada, bob] = [createUserId(), createUserId()];
  const noticeFields = { lastSeen: null, roomIds: [], timestamp: new Date().toISOString() };
  publishNotice(natsConnection, NOTICES.presenceChanged, {
    ...noticeFields,
    userId: ada,
    isOnline: true,
    status: 'away',
  });
  publishNotice(natsConnection, NOTICES.presenceChanged, {
    ...noticeFields,
    userId: bob,
    isOnline: true,
    status: 'online',
  });
  publishNotice(natsConnection, NOTICES.presenceChanged, {
    ...noticeFields,
    userId: bob,
    isOnline: false,
    status: 'offline',
  });
  await eventually('all notices', async () => {
    await publishedStatuses.restoreRegistry();
    return registry.restored?.get(ada) === 'away' && !registry.restored.has(bob);
  });
});
