import type { ServiceName } from '@kcs/credentials';
import { type PrivateServerOptions, startSentinel } from '@kcs/private-servers';
import { eventually } from '../eventually.ts';
import { withAdminClient } from './redis-admin.ts';
import { TestRedis } from './test-redis.ts';
import { TestServer } from './test-server.ts';

/** The name under which clients ask the Sentinels for the master. */
const MASTER_NAME = 'kcs';
const DOWN_AFTER_MS = 1_000;
const READY_TIMEOUT_MS = 30_000;

interface SentinelGroupOptions {
  /** The number of Redis servers that follow the first one. */
  readonly replicas: number;
  readonly sentinels: number;
}

/** Redis servers, of which one is the master, and the Sentinels that appoint another master when it fails. */
export class SentinelGroup {
  /** All Redis servers. The first one is the first master. */
  readonly servers: readonly [TestRedis, ...TestRedis[]];
  readonly sentinels: readonly TestServer[];

  private constructor(servers: readonly [TestRedis, ...TestRedis[]], sentinels: readonly TestServer[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /** Starts all servers. Resolves when the Sentinels can appoint any replica. */
  static async start({ replicas, sentinels: count }: SentinelGroupOptions): Promise<SentinelGroup> {
    const master = await TestRedis.startRedis();
    const followers = await Promise.all(
      Array.from({ length: replicas }, () => TestRedis.startReplica(master)),
    );
    const start = (options: PrivateServerOptions) =>
      startSentinel({
        ...options,
        masterUrl: master.urlOf('admin'),
        masterName: MASTER_NAME,
        quorum: Math.floor(count / 2) + 1,
        downAfterMs: DOWN_AFTER_MS,
      });
    const sentinels = await Promise.all(
      Array.from({ length: count }, () => TestServer.start('sentinel', start)),
    );
    const group = new SentinelGroup([master, ...followers], sentinels);
    await eventually(
      'the Sentinels know each other and all replicas',
      () => group.#isReady(),
      READY_TIMEOUT_MS,
    );
    return group;
  }

  /** The value of `REDIS_SENTINELS`. */
  get url(): string {
    return `redis://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join()}`;
  }

  /** Returns the environment variables that a service uses to find the master. */
  envOf(service: ServiceName): { REDIS_URL: string; REDIS_SENTINELS: string } {
    const REDIS_URL = this.servers[0].urlOf(service).replace(/[^@]*$/, MASTER_NAME);
    return { REDIS_URL, REDIS_SENTINELS: this.url };
  }

  /** Returns the server that a Sentinel names as the master; undefined if the test did not start it. */
  async findMaster(sentinel = this.sentinels[0]): Promise<TestRedis | undefined> {
    const reply = await this.#ask(sentinel, ['GET-MASTER-ADDR-BY-NAME', MASTER_NAME]);
    const port = Number(Array.isArray(reply) && reply[1]);
    return this.servers.find((server) => server.port === port);
  }

  /** Makes every Sentinel name another server as the master, without telling the Redis servers. */
  async nameAnotherMaster(server: TestRedis): Promise<void> {
    for (const sentinel of this.sentinels) {
      await this.#ask(sentinel, ['REMOVE', MASTER_NAME]);
      await this.#ask(sentinel, ['MONITOR', MASTER_NAME, '127.0.0.1', String(server.port), '1']);
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server.end()));
  }

  async #isReady(): Promise<boolean> {
    const knownCounts = await Promise.all(
      this.sentinels.map(async (sentinel) => {
        const replicas = await this.#ask(sentinel, ['REPLICAS', MASTER_NAME]);
        const others = await this.#ask(sentinel, ['SENTINELS', MASTER_NAME]);
        return [replicas, others].map((list) => (Array.isArray(list) ? list.length : 0));
      }),
    );
    return knownCounts.every(
      ([replicas, others]) => replicas === this.servers.length - 1 && others === this.sentinels.length - 1,
    );
  }

  #ask(sentinel: TestServer | undefined, args: readonly string[]): Promise<unknown> {
    return withAdminClient(sentinel?.url ?? '', (client) => client.sendCommand(['SENTINEL', ...args]));
  }
}
