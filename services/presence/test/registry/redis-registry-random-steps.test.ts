import { startTestRedis } from '@kcs/testkit';
import fc from 'fast-check';
import t from 'tap';
import { GatewayState } from '../support/gateway-state.ts';
import { newUserId } from '../support/ids.ts';
import { openRegistryOn } from '../support/start-registry.ts';

const USERS = Array.from({ length: 3 }, newUserId);
const ROOMS = ['room_a', 'room_b'];

type Step =
  | { kind: 'open'; gateway: number; user: number }
  | { kind: 'close'; gateway: number; pick: number }
  | { kind: 'room'; gateway: number; room: number }
  | { kind: 'lost-heartbeat'; gateway: number; user: number }
  | { kind: 'status'; user: number; status: 'online' | 'away' | 'busy' }
  | { kind: 'shutdown'; gateway: number }
  | { kind: 'publish' };

const gateway = fc.nat(1);
const user = fc.nat(USERS.length - 1);
const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), gateway, user }),
  fc.record({ kind: fc.constant('close' as const), gateway, pick: fc.nat(9) }),
  fc.record({ kind: fc.constant('room' as const), gateway, room: fc.nat(ROOMS.length - 1) }),
  fc.record({ kind: fc.constant('lost-heartbeat' as const), gateway, user }),
  fc.record({
    kind: fc.constant('status' as const),
    user,
    status: fc.constantFrom('online' as const, 'away' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('shutdown' as const), gateway }),
  fc.record({ kind: fc.constant('publish' as const) }),
);

t.test(
  'after random steps of the gateways, the registry matches a model, and the last published status is current',
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
        const status = new Map<string, string>();
        const published = new Map<string, string | null>();
        let socketCount = 0;

        const send = async (from: GatewayState, heartbeat: ReturnType<GatewayState['change']>) => {
          if ((await registry.heartbeat(heartbeat)).status === 'accepted') return;
          await registry.listSessions(from.completeList());
        };
        const settle = async () => {
          const { pulse, redisMs } = await registry.pulse();
          while ((await registry.endGracePeriods({ pulse, redisMs })).users > 0);
          const online = new Set(gateways.flatMap((one) => [...one.sockets.values()]));
          for (const one of USERS) if (!online.has(one)) status.delete(one);
          return online;
        };
        const publish = async () => {
          const { changes } = await registry.claimChanges(`claim${runCount}`, '');
          for (const change of changes) {
            if ((published.get(change.userId) ?? null) === change.status) return false;
            published.set(change.userId, change.status);
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
              return send(gateway, gateway.change({ opened: { [`s${socketCount}`]: user } }));
            case 'close': {
              const socket = [...gateway.sockets.keys()][step.pick];
              return socket === undefined ? undefined : send(gateway, gateway.change({ closed: [socket] }));
            }
            case 'room': {
              const room = ROOMS[step.room] as string;
              return send(
                gateway,
                gateway.change(gateway.rooms.has(room) ? { roomsClosed: [room] } : { roomsOpened: [room] }),
              );
            }
            case 'lost-heartbeat':
              gateway.change({ opened: { [`s${socketCount}`]: user } });
              return send(gateway, gateway.change());
            case 'status': {
              const isOnline = gateways.some((each) => [...each.sockets.values()].includes(user));
              if (!isOnline) return undefined;
              status.set(user, step.status);
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
          const online = await settle();
          const expected = USERS.map((each) => (online.has(each) ? (status.get(each) ?? 'online') : null));
          t.same(await registry.statusesOf(USERS), expected);
          const counts = await registry.counts();
          t.equal(counts.users, online.size);
          t.equal(counts.rooms, new Set(gateways.flatMap((each) => [...each.rooms])).size);
          if (step.kind === 'publish') t.ok(await publish(), 'only differences are published');
        }
        t.ok(await publish());
        t.same(
          USERS.map((each) => published.get(each) ?? null),
          await registry.statusesOf(USERS),
        );
        client.destroy();
        return t.passing();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
);
