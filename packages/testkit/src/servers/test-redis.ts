import {
  type Credentials,
  formatRedisAclFile,
  formatRedisUrl,
  REDIS_HEALTH_USER,
  type ServerUserName,
  type ServiceName,
} from '@kcs/credentials';
import { startRedis } from '@kcs/private-servers';
import { createClient } from 'redis';
import { loadTestCredentials } from './test-credentials.ts';
import { ServerLocation, TestServer } from './test-server.ts';

const ACL_LOG_TIMEOUT_MS = 1_000;

/** A Redis server with our users. Clients need the credentials of one of these users. */
export class TestRedis extends TestServer {
  readonly #credentials: Credentials;

  private constructor(place: ServerLocation, credentials: Credentials, args: readonly string[]) {
    const accessOptions = {
      aclFile: formatRedisAclFile(credentials.redis.passwords),
      probeCredentials: { username: REDIS_HEALTH_USER, password: 'none' },
    };
    super(place, (options) => startRedis({ ...options, args, users: accessOptions }));
    this.#credentials = credentials;
  }

  /** Starts a Redis server. `args` are added to its command line. */
  static async startRedis(args: readonly string[] = []): Promise<TestRedis> {
    const testRedis = new TestRedis(await ServerLocation.create('redis'), await loadTestCredentials(), args);
    await testRedis.start();
    return testRedis;
  }

  /** Returns the connection URL of a service, or of the user `admin`, which has all permissions. */
  urlOf(user: ServerUserName): string {
    return formatRedisUrl(user, this.#credentials.redis.passwords, `127.0.0.1:${this.port}`);
  }

  /** Returns the environment variables that a service uses to connect to this server. */
  envOf(service: ServiceName): { REDIS_URL: string } {
    return { REDIS_URL: this.urlOf(service) };
  }

  /**
   * Returns a description of each command, key, and channel that Redis has denied to a user since the server started.
   */
  override async refusals(): Promise<string[]> {
    if (!this.running) return [];
    const adminClient = createClient({
      url: this.urlOf('admin'),
      disableClientInfo: true,
      socket: {
        connectTimeout: ACL_LOG_TIMEOUT_MS,
        socketTimeout: ACL_LOG_TIMEOUT_MS,
        reconnectStrategy: false,
      },
    });
    adminClient.on('error', () => {
      // Ignore the `error` event, because a frozen or stopped server cannot report refusals.
    });
    try {
      await adminClient.connect();
      const aclLogEntries = await adminClient.aclLog();
      return aclLogEntries.map(
        ({ username, reason, object, context }) =>
          `Redis refused ${username} the ${reason} ${object} (${context})`,
      );
    } catch {
      return [];
    } finally {
      adminClient.destroy();
    }
  }
}
