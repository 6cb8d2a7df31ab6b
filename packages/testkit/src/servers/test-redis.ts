import {
  type Credentials,
  formatRedisAclFile,
  formatRedisUrl,
  REDIS_HEALTH_USER,
  type ServerUserName,
  type ServiceName,
} from '@kcs/credentials';
import { findFreePort, startRedis } from '@kcs/private-servers';
import { createClient } from 'redis';
import type { TestCertificate } from './test-certificate.ts';
import { loadTestCredentials } from './test-credentials.ts';
import { ServerLocation, TestServer } from './test-server.ts';

export interface TestRedisOptions {
  /** Arguments to add to the command line. */
  readonly args?: readonly string[] | undefined;
  /** The certificate of an additional port with TLS. Default: no such port. */
  readonly certificate?: TestCertificate | undefined;
}

const ACL_LOG_TIMEOUT_MS = 1_000;

/** A Redis server with our users. Clients need the credentials of one of these users. */
export class TestRedis extends TestServer {
  readonly #credentials: Credentials;
  readonly #tlsPort: number | undefined;

  private constructor(
    place: ServerLocation,
    credentials: Credentials,
    { args, tlsPort }: { args: readonly string[]; tlsPort?: number },
  ) {
    const accessOptions = {
      aclFile: formatRedisAclFile(credentials.redis.passwords),
      probeCredentials: { username: REDIS_HEALTH_USER, password: 'none' },
    };
    super(place, (options) => startRedis({ ...options, args, users: accessOptions }));
    this.#credentials = credentials;
    this.#tlsPort = tlsPort;
  }

  /** Starts a Redis server. */
  static async startRedis({ args = [], certificate }: TestRedisOptions = {}): Promise<TestRedis> {
    const [place, credentials] = [await ServerLocation.create('redis'), await loadTestCredentials()];
    if (!certificate) return TestRedis.#start(new TestRedis(place, credentials, { args }));
    const tlsPort = await findFreePort();
    const tlsArgs = [
      ...['--tls-port', String(tlsPort), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate.certPath, '--tls-key-file', certificate.keyPath],
      ...['--tls-ca-cert-file', certificate.certPath],
    ];
    return TestRedis.#start(new TestRedis(place, credentials, { args: [...args, ...tlsArgs], tlsPort }));
  }

  static async #start(testRedis: TestRedis): Promise<TestRedis> {
    await testRedis.start();
    return testRedis;
  }

  /** Returns the connection URL of a service, or of the user `admin`, which has all permissions. */
  urlOf(user: ServerUserName): string {
    return formatRedisUrl(user, this.#credentials.redis.passwords, `127.0.0.1:${this.port}`);
  }

  /** Like `urlOf`, but the URL leads to the encrypted port. The server needs the option `certificate`. */
  tlsUrlOf(user: ServerUserName): string {
    return formatRedisUrl(user, this.#credentials.redis.passwords, `127.0.0.1:${this.#tlsPort}`).replace(
      'redis:',
      'rediss:',
    );
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
