import fc from 'fast-check';
import t from 'tap';
import { GatewayStub } from '../support/gateway-stub.ts';
import { userId } from '../support/ids.ts';
import { registryOf } from '../support/registry-of.ts';
import { startRedis } from '../support/start-redis.ts';

const PEOPLE = Array.from({ length: 3 }, userId);
const ROOMS = ['room_a', 'room_b'];

type Step =
  | { kind: 'open'; gateway: number; person: number }
  | { kind: 'close'; gateway: number; pick: number }
  | { kind: 'room'; gateway: number; room: number }
  | { kind: 'lost-diff'; gateway: number; person: number }
  | { kind: 'status'; person: number; status: 'online' | 'away' | 'busy' }
  | { kind: 'goodbye'; gateway: number }
  | { kind: 'tell' };

const gateway = fc.nat(1);
const person = fc.nat(PEOPLE.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), gateway, person }),
  fc.record({ kind: fc.constant('close' as const), gateway, pick: fc.nat(9) }),
  fc.record({ kind: fc.constant('room' as const), gateway, room: fc.nat(ROOMS.length - 1) }),
  fc.record({ kind: fc.constant('lost-diff' as const), gateway, person }),
  fc.record({
    kind: fc.constant('status' as const),
    person,
    status: fc.constantFrom('online' as const, 'away' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constant('goodbye' as const), gateway }),
  fc.record({ kind: fc.constant('tell' as const) }),
);

t.test(
  'whatever gateways do, the registry sees who is there, and what is told ends as what is',
  async (t) => {
    const { url } = await startRedis(t);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        run += 1;
        const { registry, client } = await registryOf(t, url, {
          graceMs: 0,
          socketsPerUser: 100,
          tag: `run${run}`,
        });
        const gateways = [new GatewayStub('g1'), new GatewayStub('g2')] as [GatewayStub, GatewayStub];
        const status = new Map<string, string>();
        const told = new Map<string, string | null>();
        let sockets = 0;

        const say = async (of: GatewayStub, beat: ReturnType<GatewayStub['change']>) => {
          if ((await registry.beat(beat)).status !== 'accepted') await registry.listSessions(of.whole());
        };
        const settle = async () => {
          const { pulse, redisMs } = await registry.pulse();
          while ((await registry.endGraces({ pulse, redisMs })).users > 0);
          const there = new Set(gateways.flatMap((one) => [...one.sockets.values()]));
          for (const one of PEOPLE) if (!there.has(one)) status.delete(one);
          return there;
        };
        const tell = async () => {
          const { changes } = await registry.takeChanges(`claim${run}`, '');
          for (const change of changes) {
            if ((told.get(change.userId) ?? null) === change.status) return false;
            told.set(change.userId, change.status);
          }
          await registry.recordTold(`claim${run}`, changes);
          return true;
        };
        const act = async (one: Step) => {
          const at = 'gateway' in one ? (gateways[one.gateway] as GatewayStub) : gateways[0];
          const who = 'person' in one ? (PEOPLE[one.person] as string) : '';
          sockets += 1;
          switch (one.kind) {
            case 'open':
              return say(at, at.change({ opened: { [`s${sockets}`]: who } }));
            case 'close': {
              const socket = [...at.sockets.keys()][one.pick];
              return socket === undefined ? undefined : say(at, at.change({ closed: [socket] }));
            }
            case 'room': {
              const room = ROOMS[one.room] as string;
              return say(
                at,
                at.change(at.rooms.has(room) ? { roomsClosed: [room] } : { roomsOpened: [room] }),
              );
            }
            case 'lost-diff':
              at.change({ opened: { [`s${sockets}`]: who } });
              return say(at, at.change());
            case 'status': {
              const online = gateways.some((each) => [...each.sockets.values()].includes(who));
              if (!online) return undefined;
              status.set(who, one.status);
              return void (await registry.setStatus(who, one.status));
            }
            case 'goodbye':
              await registry.closeEpoch(at.epoch);
              while (await registry.clearEnded());
              gateways[gateways.indexOf(at)] = new GatewayStub(at.id);
              return undefined;
            case 'tell':
              return undefined;
          }
        };

        for (const one of steps) {
          await act(one);
          const there = await settle();
          const expected = PEOPLE.map((each) => (there.has(each) ? (status.get(each) ?? 'online') : null));
          t.same(await registry.statusesOf(PEOPLE), expected);
          const counts = await registry.counts();
          t.equal(counts.users, there.size);
          t.equal(counts.rooms, new Set(gateways.flatMap((each) => [...each.rooms])).size);
          if (one.kind === 'tell') t.ok(await tell(), 'only differences are told');
        }
        t.ok(await tell());
        t.same(
          PEOPLE.map((each) => told.get(each) ?? null),
          await registry.statusesOf(PEOPLE),
        );
        client.destroy();
        return t.passing();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  },
);
