import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ensurePrograms, startNginx } from '@kcs/private-servers';
import { eventually, startSystem, TeardownStack, type TestSystem, type TestUser } from '@kcs/testkit';
import { BalancedClient } from '../load/balanced-client.ts';
import { runInFlight } from '../load/in-flight.ts';
import type { Drill, DrillContext } from './drill-context.ts';
import { readBalancerLog } from './read-balancer-log.ts';
import { reportRoundRobin } from './round-robin-report.ts';

export const roundRobinDrill: Drill = {
  summary:
    'Polling and default clients behind nginx in plain round robin, while one of three gateways is killed',
  run: runRoundRobinDrill,
};

const GATEWAYS = 3;
const DEFAULT_MINUTES = 2;
const DEFAULT_CLIENTS_OF_EACH_KIND = 200;
const ROOMS = 20;
const MAX_CONCURRENT_CONNECTS = 16;
const SEND_INTERVAL_MS = 250;
const RETRY_PAUSE_MS = 200;
const RESTART_AFTER_MS = 15_000;
const SETTLE_TIMEOUT_MS = 30_000;

async function runRoundRobinDrill({ args, say, signal }: DrillContext): Promise<number> {
  const commandLineOptions = { minutes: { type: 'string' }, clients: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options: commandLineOptions });
  const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
  const clientsOfEachKind = Number(values.clients ?? DEFAULT_CLIENTS_OF_EACH_KIND);
  if (!(minutes >= 0.5 && clientsOfEachKind >= ROOMS))
    throw new Error(`--minutes must be at least 0.5, and --clients must be at least ${ROOMS}.`);
  await ensurePrograms(['nginx'], { say, signal });
  const teardownStack = new TeardownStack();
  try {
    say(`Starting a system with ${GATEWAYS} gateways behind nginx`);
    const system = await startSystem(teardownStack, {
      gateways: GATEWAYS,
      env: { FORWARDING_KEY: randomBytes(32).toString('hex') },
    });
    const nginx = await startNginx({
      chatApis: system.apis.map(({ url }) => new URL(url).host),
      gateways: system.gateways.map(({ url }) => new URL(url).host),
    });
    teardownStack.teardown(() => nginx.stop());
    const sender = await system.user({ name: 'Sender' });
    const { clients, roomIds } = await connectClients(system, {
      sender,
      clientsOfEachKind,
      url: nginx.url,
      signal,
    });
    say(`  ${clients.length} clients are connected. Sending messages for ${minutes} minutes`);
    const load = sendUntilStopped({ sender, roomIds, url: nginx.url });
    const halfMs = (minutes * 60_000) / 2;
    await sleep(halfMs, undefined, { signal });

    const killedName = await readGatewayName(system.gateways[0].url);
    const killedSessionIds = clients
      .map(({ sessionId }) => sessionId)
      .filter((id) => id.startsWith(killedName));
    say(`  Killing the gateway that holds the sessions of ${killedSessionIds.length} clients`);
    const killedAt = performance.now();
    await system.gateways[0].kill();
    await sleep(Math.min(RESTART_AFTER_MS, halfMs / 2), undefined, { signal });
    await system.gateways[0].start();
    await sleep(Math.max(0, killedAt + halfMs - performance.now()), undefined, { signal });
    const lastSeqs = await load.stop();
    await eventually(
      'every client is up to date',
      () => clients.every(({ seqs, roomId }) => (seqs.at(-1) ?? 0) >= (lastSeqs.get(roomId) ?? 0)),
      SETTLE_TIMEOUT_MS,
    ).catch(() => {});
    const requests = await readBalancerLog(nginx.accessLogPath);
    const report = reportRoundRobin({ clients, lastSeqs, killedAt, killedName, requests });
    say(`\n${report.table}\n`);
    return report.breaches.length === 0 ? 0 : 1;
  } finally {
    say('Stopping');
    await teardownStack.run();
  }
}

interface ConnectOptions {
  readonly sender: TestUser;
  readonly clientsOfEachKind: number;
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Connects half of the clients with the default options, and the others with polling only. */
async function connectClients(
  system: TestSystem,
  { sender, clientsOfEachKind, url, signal }: ConnectOptions,
): Promise<{ clients: BalancedClient[]; roomIds: string[] }> {
  const members = await Promise.all(Array.from({ length: ROOMS }, () => system.user()));
  const roomIds: string[] = [];
  for (const member of members) roomIds.push((await system.room({ owner: sender, members: [member] })).id);
  const clients: BalancedClient[] = [];
  await runInFlight(
    2 * clientsOfEachKind,
    MAX_CONCURRENT_CONNECTS,
    async (n) => {
      const room = Math.floor(n / 2) % ROOMS;
      const [user, roomId] = [members[room] as TestUser, roomIds[room] as string];
      clients.push(await BalancedClient.connect({ user, url, roomId, usesPollingOnly: n % 2 === 0 }));
    },
    signal,
  );
  await eventually('all default clients use WebSocket', () =>
    clients.every(({ usesPollingOnly, usesWebSocket }) => usesPollingOnly || usesWebSocket),
  );
  return { clients, roomIds };
}

interface LoadOptions {
  readonly sender: TestUser;
  readonly roomIds: readonly string[];
  readonly url: string;
}

/** Sends messages to the rooms in turn. `stop` resolves with the seq of the last message in each room. */
function sendUntilStopped({ sender, roomIds, url }: LoadOptions): { stop(): Promise<Map<string, number>> } {
  const lastSeqs = new Map<string, number>();
  let isStopped = false;
  const send = async (roomId: string, n: number) => {
    const message = { content: `Message ${n}`, client_msg_id: randomUUID() };
    for (;;) {
      const response = await sender
        .request('POST', `/chat/rooms/${roomId}/messages`, message, { api: { url } })
        .catch(() => undefined);
      if (response !== undefined && response.status < 300)
        return lastSeqs.set(roomId, response.body.data.seq);
      await sleep(RETRY_PAUSE_MS);
    }
  };
  const loop = (async () => {
    for (let n = 0; !isStopped; n += 1) {
      await Promise.all([send(roomIds[n % roomIds.length] as string, n), sleep(SEND_INTERVAL_MS)]);
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await loop;
      return lastSeqs;
    },
  };
}

/** Returns the name with which the ids of the gateway's sessions begin. */
async function readGatewayName(gatewayUrl: string): Promise<string> {
  const handshake = await (await fetch(`${gatewayUrl}/socket.io/?EIO=4&transport=polling`)).text();
  return String(JSON.parse(handshake.slice(1)).sid).split('.')[0] as string;
}
