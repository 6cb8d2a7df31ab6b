import { startTestRedis } from '@kcs/testkit';
import fc from 'fast-check';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createUserId } from '../support/ids.ts';
import { openRegistryOn } from '../support/start-registry.ts';

const USERS = Array.from({ length: 3 }, createUserId);
const ROOMS = ['room_a', 'room_b'];

type Step =
  | { kind: 'open'; gateway: number; user: number }
  | { kind: 'close'; gateway: number; pick: number }
  | { kind: 'room'; gateway: number; room: number }
  | { kind: 'lost-heartbeat'; gateway: number; user: number }
  | { kind: 'status'; user: number; status: 'online' | 'away' | 'busy' }
  | { kind: 'shutdown'; gateway: number }
  | { kind: 'publish' };

const randomGateway = fc.nat(1);
const randomUser = fc.nat(USERS.length - 1);
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), gateway: randomGateway, user: randomUser }),
  fc.record({ kind: fc.constant('close' as const), gateway: randomGateway, pick: fc.nat(9) }),
  fc.record({ kind: fc.constant('room' as const), gateway: randomGateway, room: fc.nat(ROOMS.length - 1) }),
  fc.record({ kind: fc.constant('lost-heartbeat' as const), gateway: randomGateway, user: randomUser }),
  fc.record({
    kind: fc.constant('status' as const),
    user: randomUser,
    status: fc.constantFrom('online' as const, 'away' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('shutdown' as const), gateway: randomGateway }),
  fc.record({ kind: fc.constant('publish' as const) }),
);

t.test(
  'after random steps of the gateways, the registry matches a model, and every published status is current',
  async (t) => {
    const url = (await startTestRedis(t)).urlOf('presence');
    let runCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 25 }), async (steps) => {
        runCount += 1;
        const { registry, client } = await openRegistryOn(t, url, {
          graceMs: 0,
          socketsPerUser: 100,
          tag: `run${runCount}`,
        });
        const gateways = [new GatewayState('g1'), new GatewayState('g2')] as [GatewayState, GatewayState];
        const chosenStatuses = new Map<string, string>();
        const publishedStatuses = new Map<string, string | null>();
        let socketCount = 0;

        const sendHeartbeat = async (from: GatewayState, heartbeat: ReturnType<GatewayState['change']>) => {
          if ((await registry.heartbeat(heartbeat)).status === 'accepted') return;
          await registry.listSessions(from.completeList());
        };
        const listOnlineUsers = async () => {
          const { pulse, redisMs } = await registry.pulse();
          while ((await registry.endGracePeriods({ pulse, redisMs })).users > 0);
          const onlineUserIds = new Set(gateways.flatMap((gateway) => [...gateway.sockets.values()]));
          for (const userId of USERS) if (!onlineUserIds.has(userId)) chosenStatuses.delete(userId);
          return onlineUserIds;
        };
        const publishChanges = async () => {
          const { changes } = await registry.claimChanges(`claim${runCount}`, '');
          for (const change of changes) {
            if ((publishedStatuses.get(change.userId) ?? null) === change.status) return false;
            publishedStatuses.set(change.userId, change.status);
          }
          await registry.recordPublished(`claim${runCount}`, changes);
          return true;
        };
        const runStep = async (step: Step) => {
          const gateway = 'gateway' in step ? (gateways[step.gateway] as GatewayState) : gateways[0];
          const user = 'user' in step ? (USERS[step.user] as string) : '';
          socketCount += 1;
          switch (step.kind) {
            case 'open':
              return sendHeartbeat(gateway, gateway.change({ opened: { [`s${socketCount}`]: user } }));
            case 'close': {
              const socket = [...gateway.sockets.keys()][step.pick];
              return socket === undefined
                ? undefined
                : sendHeartbeat(gateway, gateway.change({ closed: [socket] }));
            }
            case 'room': {
              const room = ROOMS[step.room] as string;
              return sendHeartbeat(
                gateway,
                gateway.change(gateway.rooms.has(room) ? { roomsClosed: [room] } : { roomsOpened: [room] }),
              );
            }
            case 'lost-heartbeat':
              gateway.change({ opened: { [`s${socketCount}`]: user } });
              return sendHeartbeat(gateway, gateway.change());
            case 'status': {
              const isOnline = gateways.some(({ sockets }) => [...sockets.values()].includes(user));
              if (!isOnline) return undefined;
              chosenStatuses.set(user, step.status);
              return void (await registry.setStatus(user, step.status));
            }
            case 'shutdown':
              await registry.closeEpoch(gateway.epoch);
              while (await registry.clearEndedEpochs());
              gateways[gateways.indexOf(gateway)] = new GatewayState(gateway.id);
              return undefined;
            case 'publish':
              return undefined;
          }
        };

        for (const step of steps) {
          await runStep(step);
          const onlineUserIds = await listOnlineUsers();
          const expectedStatuses = USERS.map((each) =>
            onlineUserIds.has(each) ? (chosenStatuses.get(each) ?? 'online') : null,
          );
          t.same(await registry.statusesOf(USERS), expectedStatuses);
          const counts = await registry.counts();
          t.equal(counts.users, onlineUserIds.size);
          t.equal(counts.rooms, new Set(gateways.flatMap(({ rooms }) => [...rooms])).size);
          if (step.kind === 'publish') t.ok(await publishChanges(), 'only differences are published');
        }
        t.ok(await publishChanges());
        t.same(
          USERS.map((each) => publishedStatuses.get(each) ?? null),
          await registry.statusesOf(USERS),
        );
        client.destroy();
        return t.passing();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
);
