import type { ServiceName } from '@kcs/credentials';
import { findFreePort, waitUntil } from '@kcs/private-servers';
import { withAdminClient } from './redis-admin.ts';
import type { TestCertificate } from './test-certificate.ts';
import { TestRedis } from './test-redis.ts';

/** The time without an answer after which the other masters consider a master down. */
const NODE_TIMEOUT_MS = 2_000;
const READY_TIMEOUT_MS = 30_000;
const SLOT_COUNT = 16_384;

interface TestRedisClusterOptions {
  readonly masters: number;
  /** The number of replicas of each master. */
  readonly replicas: number;
  /** The certificate of all servers, which then encrypt every connection of services and among themselves. */
  readonly certificate?: TestCertificate | undefined;
}

/** A Redis Cluster on this machine. If a master fails, the other masters let one of its replicas take over. */
export class TestRedisCluster {
  /** All servers. The first ones are the first masters. */
  readonly servers: readonly [TestRedis, ...TestRedis[]];

  private constructor(servers: readonly TestRedis[]) {
    this.servers = servers as [TestRedis, ...TestRedis[]];
  }

  /** Starts all servers. Resolves when the cluster accepts writes and every replica follows its master. */
  static async start({ masters, replicas, certificate }: TestRedisClusterOptions): Promise<TestRedisCluster> {
    const busPorts = await Promise.all(
      Array.from({ length: masters * (1 + replicas) }, () => findFreePort()),
    );
    const servers = await Promise.all(busPorts.map((busPort) => startNode(busPort, certificate)));
    const cluster = new TestRedisCluster(servers);
    try {
      await cluster.#form(busPorts, masters);
    } catch (error) {
      await cluster.end();
      throw error;
    }
    return cluster;
  }

  /** Returns the environment variables that a service uses to find the masters. */
  envOf(service: ServiceName): { REDIS_URL: string; REDIS_CLUSTER: string } {
    const [, ...others] = this.servers;
    return {
      REDIS_URL: this.urlOf(service),
      REDIS_CLUSTER: others.map(({ port, tlsPort = port }) => `127.0.0.1:${tlsPort}`).join(),
    };
  }

  /** Returns the connection URL of a service to the first server. */
  urlOf(service: ServiceName): string {
    const [first] = this.servers;
    return first.tlsPort === undefined ? first.urlOf(service) : first.tlsUrlOf(service);
  }

  /** Returns the server that serves the key or the sharded channel, according to the given server. */
  async findMaster(key: string, asked = this.servers[0]): Promise<TestRedis> {
    const slot = Number(await this.ask(asked, ['CLUSTER', 'KEYSLOT', key]));
    const ranges = (await this.ask(asked, ['CLUSTER', 'SLOTS'])) as [number, number, [string, number]][];
    const [, , [, port] = []] = ranges.find(([first, last]) => first <= slot && slot <= last) ?? [];
    return this.#findServer(port);
  }

  /** Returns a replica of the master. */
  async findReplica(master: TestRedis): Promise<TestRedis> {
    for (const server of this.servers) {
      const role = await this.ask(server, ['ROLE']).catch(() => []);
      const masterPort = master.tlsPort ?? master.port;
      if (Array.isArray(role) && role[0] === 'slave' && role[2] === masterPort) return server;
    }
    throw new Error(`The Redis server on port ${master.port} has no replica`);
  }

  /** Moves the slot of a key or a sharded channel to another master. The slot must contain no keys. */
  async moveSlot(key: string, target: TestRedis): Promise<void> {
    const source = await this.findMaster(key, target);
    const slot = String(await this.ask(target, ['CLUSTER', 'KEYSLOT', key]));
    const [sourceId, targetId] = await Promise.all(
      [source, target].map(async (server) => String(await this.ask(server, ['CLUSTER', 'MYID']))),
    );
    await this.ask(target, ['CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId ?? '']);
    await this.ask(source, ['CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId ?? '']);
    for (const server of [target, source])
      await this.ask(server, ['CLUSTER', 'SETSLOT', slot, 'NODE', targetId ?? '']);
  }

  async end(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.end()));
  }

  /** Sends a command to a server as the user `admin`. */
  ask(server: TestRedis, command: readonly string[]): Promise<unknown> {
    return withAdminClient(server.urlOf('admin'), (client) => client.sendCommand(command));
  }

  /** Introduces the servers to each other, and gives each of them its slots or its master. */
  async #form(busPorts: readonly number[], masterCount: number): Promise<void> {
    const [masters, replicas] = [this.servers.slice(0, masterCount), this.servers.slice(masterCount)];
    const getFirstSlot = (n: number) => Math.floor((n * SLOT_COUNT) / masterCount);
    for (const [n, server] of this.servers.entries()) {
      await this.ask(server, ['CLUSTER', 'SET-CONFIG-EPOCH', String(n + 1)]);
      await this.ask(this.servers[0], [
        'CLUSTER',
        'MEET',
        '127.0.0.1',
        String(server.tlsPort ?? server.port),
        String(busPorts[n]),
      ]);
    }
    for (const [n, master] of masters.entries())
      await this.ask(master, [
        ...['CLUSTER', 'ADDSLOTSRANGE', String(getFirstSlot(n)), String(getFirstSlot(n + 1) - 1)],
      ]);
    await waitUntil(() => this.#checkAcquaintance(), {
      name: 'The Redis Cluster',
      timeoutMs: READY_TIMEOUT_MS,
    });
    for (const [n, replica] of replicas.entries()) {
      const masterId = await this.ask(masters[n % masterCount] ?? this.servers[0], ['CLUSTER', 'MYID']);
      await this.ask(replica, ['CLUSTER', 'REPLICATE', String(masterId)]);
    }
    await waitUntil(() => this.#checkState(replicas), {
      name: 'The Redis Cluster',
      timeoutMs: READY_TIMEOUT_MS,
    });
  }

  /** Throws unless all servers know each other. */
  async #checkAcquaintance(): Promise<void> {
    for (const server of this.servers) {
      const reply = String(await this.ask(server, ['CLUSTER', 'NODES']));
      if (reply.trim().split('\n').length < this.servers.length || reply.includes('handshake'))
        throw new Error('The servers do not know each other yet');
    }
  }

  /** Throws unless the cluster accepts writes and every replica follows its master. */
  async #checkState(replicas: readonly TestRedis[]): Promise<void> {
    for (const server of this.servers) {
      const state = String(await this.ask(server, ['CLUSTER', 'INFO']));
      if (!state.includes('cluster_state:ok')) throw new Error('A server does not accept writes yet');
    }
    for (const replica of replicas) {
      const role = await this.ask(replica, ['ROLE']);
      if (!Array.isArray(role) || role[3] !== 'connected')
        throw new Error('A replica does not follow its master yet');
    }
  }

  #findServer(port: number | undefined): TestRedis {
    const server = this.servers.find((candidate) => candidate.port === port);
    if (!server) throw new Error(`No server of the Redis Cluster has the port ${port}`);
    return server;
  }
}

const startNode = (busPort: number, certificate: TestCertificate | undefined): Promise<TestRedis> =>
  TestRedis.startRedis({
    certificate,
    args: [
      ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
      ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS)],
      // By default, a master waits 5 s for further replicas before it sends its data to the first one.
      ...['--repl-diskless-sync-delay', '0'],
      ...(certificate ? ['--tls-cluster', 'yes', '--tls-replication', 'yes'] : []),
    ],
  });
