import { startTestRedis } from '@kcs/testkit';
import fc from 'fast-check';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { createUserId } from '../support/ids.ts';
import { openPresenceRegistry } from '../support/start-registry.ts';

const USER_IDS = Array.from({ length: 3 }, createUserId);
const ROOM_IDS = ['room_a', 'room_b'];

type RandomStep =
  | { kind: 'open'; gateway: number; user: number }
  | { kind: 'close'; gateway: number; pick: number }
  | { kind: 'room'; gateway: number; room: number }
  | { kind: 'lost-heartbeat'; gateway: number; user: number }
  | { kind: 'status'; user: number; status: 'online' | 'away' | 'busy' }
  | { kind: 'shutdown'; gateway: number }
  | { kind: 'publish' };

const arbitraryGatewayIndex = fc.nat(1);
const arbitraryUserIndex = fc.nat(USER_IDS.length - 1);
const arbitraryStep: fc.Arbitrary<RandomStep> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), gateway: arbitraryGatewayIndex, user: arbitraryUserIndex }),
  fc.record({ kind: fc.constant('close' as const), gateway: arbitraryGatewayIndex, pick: fc.nat(9) }),
  fc.record({
    kind: fc.constant('room' as const),
    gateway: arbitraryGatewayIndex,
    room: fc.nat(ROOM_IDS.length - 1),
  }),
  fc.record({
    kind: fc.constant('lost-heartbeat' as const),
    gateway: arbitraryGatewayIndex,
    user: arbitraryUserIndex,
  }),
  fc.record({
    kind: fc.constant('status' as const),
    user: arbitraryUserIndex,
    status: fc.constantFrom('online' as const, 'away' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('shutdown' as const), gateway: arbitraryGatewayIndex }),
  fc.record({ kind: fc.constant('publish' as const) }),
);

t.test(
  'after random steps of the gateways, the registry matches a model, and every published status is current',
  async (t) => {
    const redisUrl = (await startTestRedis(t)).urlOf('presence');
    let runCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 25 }), async (steps) => {
        runCount += 1;
        const { registry, client } = await openPresenceRegistry(t, redisUrl, {
          graceMs: 0,
          socketsPerUser: 100,
          tag: `run${runCount}`,
        });
        const gateways = [new GatewayState('g1'), new GatewayState('g2')] as [GatewayState, GatewayState];
        const chosenStatusByUser = new Map<string, string>();
        const publishedStatusByUser = new Map<string, string | null>();
        let socketCount = 0;

        const sendHeartbeat = async (from: GatewayState, heartbeat: ReturnType<GatewayState['change']>) => {
          if ((await registry.heartbeat(heartbeat)).status === 'accepted') return;
          await registry.listSessions(from.completeList());
        };
        const endGracePeriodsAndListOnline = async () => {
          const { pulse, redisMs } = await registry.pulse();
          while ((await registry.endGracePeriods({ pulse, redisMs })).users > 0);
          const onlineUserIds = new Set(gateways.flatMap((gateway) => [...gateway.sockets.values()]));
          for (const userId of USER_IDS) if (!onlineUserIds.has(userId)) chosenStatusByUser.delete(userId);
          return onlineUserIds;
        };
        const publishChanges = async () => {
          const { changes } = await registry.claimChanges(`claim${runCount}`, '');
          for (const change of changes) {
            if ((publishedStatusByUser.get(change.userId) ?? null) === change.status) return false;
            publishedStatusByUser.set(change.userId, change.status);
          }
          await registry.recordPublished(`claim${runCount}`, changes);
          return true;
        };
        const runStep = async (step: RandomStep) => {
          const gateway = 'gateway' in step ? (gateways[step.gateway] as GatewayState) : gateways[0];
          const userId = 'user' in step ? (USER_IDS[step.user] as string) : '';
          socketCount += 1;
          switch (step.kind) {
            case 'open':
              return sendHeartbeat(gateway, gateway.change({ opened: { [`s${socketCount}`]: userId } }));
            case 'close': {
              const socketId = [...gateway.sockets.keys()][step.pick];
              return socketId === undefined
                ? undefined
                : sendHeartbeat(gateway, gateway.change({ closed: [socketId] }));
            }
            case 'room': {
              const roomId = ROOM_IDS[step.room] as string;
              return sendHeartbeat(
                gateway,
                gateway.change(
                  gateway.rooms.has(roomId) ? { roomsClosed: [roomId] } : { roomsOpened: [roomId] },
                ),
              );
            }
            case 'lost-heartbeat':
              gateway.change({ opened: { [`s${socketCount}`]: userId } });
              return sendHeartbeat(gateway, gateway.change());
            case 'status': {
              const isUserOnline = gateways.some(({ sockets }) => [...sockets.values()].includes(userId));
              if (!isUserOnline) return undefined;
              chosenStatusByUser.set(userId, step.status);
              return void (await registry.setStatus(userId, step.status));
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
          const onlineUserIds = await endGracePeriodsAndListOnline();
          const expectedStatuses = USER_IDS.map((each) =>
            onlineUserIds.has(each) ? (chosenStatusByUser.get(each) ?? 'online') : null,
          );
          t.same(await registry.statusesOf(USER_IDS), expectedStatuses);
          const registryCounts = await registry.counts();
          t.equal(registryCounts.users, onlineUserIds.size);
          t.equal(registryCounts.rooms, new Set(gateways.flatMap(({ rooms }) => [...rooms])).size);
          if (step.kind === 'publish') t.ok(await publishChanges(), 'only differences are published');
        }
        t.ok(await publishChanges());
        t.same(
          USER_IDS.map((each) => publishedStatusByUser.get(each) ?? null),
          await registry.statusesOf(USER_IDS),
        );
        client.destroy();
        return t.passing();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
);
