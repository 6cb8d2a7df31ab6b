import type { ServiceProcess } from '../processes/service-process.ts';
import type { SentinelGroup } from '../servers/sentinel-group.ts';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestNats } from '../servers/test-nats.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import type { TestRedisCluster } from '../servers/test-redis-cluster.ts';
import type { TestServer } from '../servers/test-server.ts';
import { ChatSystem } from './chat-system.ts';
import { ServiceLogWatch } from './log-watch.ts';
import type { ServiceReplicas, TestSystemParts } from './system-parts.ts';

/** A running system of real processes, which a test can stop, start, and replace. */
export class TestSystem extends ChatSystem<ServiceProcess> {
  readonly presence: ServiceReplicas;
  readonly redis: TestRedis;
  declare readonly nats: TestNats;
  declare readonly database: TestDatabase;
  readonly #parts: TestSystemParts;
  readonly #logs: ServiceLogWatch;

  constructor(parts: TestSystemParts) {
    const nats = parts.natsServers[0];
    const services = [...parts.apis, ...parts.gateways, ...parts.presence];
    const logs = new ServiceLogWatch(services, { ...parts, nats });
    super({ ...parts, nats }, (text) => logs.secret(text));
    this.#parts = parts;
    this.#logs = logs;
    this.presence = parts.presence;
    this.redis = parts.redis;
  }

  get services(): readonly ServiceProcess[] {
    return [...this.#parts.apis, ...this.#parts.gateways, ...this.#parts.presence];
  }

  /** The system's own PostgreSQL server. Throws unless the system was started with `ownPostgres: true`. */
  get postgres(): TestServer {
    if (!this.#parts.postgres)
      throw new Error(
        'PostgreSQL can be controlled only if the system is started with { ownPostgres: true }',
      );
    return this.#parts.postgres;
  }

  /** All NATS servers of the cluster. The option `natsServers` sets their number. */
  get natsServers(): readonly TestNats[] {
    return this.#parts.natsServers;
  }

  /** All Redis servers and their Sentinels. Throws unless the system was started with `redisReplicas`. */
  get sentinels(): SentinelGroup {
    if (!this.#parts.sentinels)
      throw new Error('There are Sentinels only if the system is started with { redisReplicas: 1 } or more');
    return this.#parts.sentinels;
  }

  /** All servers of the Redis Cluster. Throws unless the system was started with `redisCluster: true`. */
  get redisCluster(): TestRedisCluster {
    if (!this.#parts.redisCluster)
      throw new Error('Redis is a cluster only if the system is started with { redisCluster: true }');
    return this.#parts.redisCluster;
  }

  /** The PostgreSQL servers that follow the system's own server. The option `standbys` sets their number. */
  get standbys(): readonly TestServer[] {
    return this.#parts.standbys;
  }

  /** Asserts that every service is still running, except those that the test stopped. */
  assertAllAlive(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    const unexpectedExits = this.services.flatMap(({ name, unexpectedEnds }) =>
      unexpectedEnds.map((exit) => ({ name, ...exit })),
    );
    t.same(unexpectedExits, [], 'no service exited unexpectedly');
  }

  /** Asserts that no log line contains a password, token, or key of this system. */
  assertNoSecretsInLogs(t: { same(found: unknown, wanted: unknown, message: string): unknown }): void {
    t.same(this.#logs.leaks(), [], 'no log line contains a secret');
  }

  /**
   * Returns a description of each operation that NATS or Redis denied to our services, according to the servers and to
   * the service logs.
   */
  async refusals(): Promise<string[]> {
    const { natsServers, sentinels, redisCluster } = this.#parts;
    const redisServers = (sentinels ?? redisCluster)?.servers ?? [this.redis];
    const serverRefusals = await Promise.all(
      [...natsServers, ...redisServers].map((server) => server.refusals()),
    );
    return [...serverRefusals.flat(), ...this.#logs.refusals()];
  }

  /** Returns all warnings and the last log lines of every service, to be printed when a test fails. */
  describeLogs(): string {
    return this.#logs.describe();
  }
}
