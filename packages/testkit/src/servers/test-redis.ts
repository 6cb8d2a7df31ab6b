import {
  type Credentials,
  formatRedisAclFile,
  formatRedisUrl,
  REDIS_HEALTH_USER,
  type ServerUserName,
  type ServiceName,
} from '@kcs/credentials';
import { findFreePort, startRedis } from '@kcs/private-servers';
import { withAdminClient } from './redis-admin.ts';
import type { TestCertificate } from './test-certificate.ts';
import { loadTestCredentials } from './test-credentials.ts';
import { ServerLocation, TestServer } from './test-server.ts';

export interface TestRedisOptions {
  /** Arguments to add to the command line. */
  readonly args?: readonly string[] | undefined;
  /** The certificate of an additional port with TLS. Default: no such port. */
  readonly certificate?: TestCertificate | undefined;
}

/** A Redis server with our users. Clients need the credentials of one of these users. */
export class TestRedis extends TestServer {
  readonly #credentials: Credentials;
  /** The encrypted port. Undefined without the option `certificate`. */
  readonly tlsPort: number | undefined;

  private constructor(
    place: ServerLocation,
    credentials: Credentials,
    { args, tlsPort }: { args: readonly string[]; tlsPort?: number },
  ) {
    const accessOptions = {
      aclFile: formatRedisAclFile(credentials.redis.passwords),
      probeCredentials: { username: REDIS_HEALTH_USER, password: 'none' },
    };
    // A server that becomes a replica logs in to its master with these credentials.
    const loginArgs = ['--masteruser', 'admin', '--masterauth', credentials.redis.passwords.admin];
    super(place, (options) =>
      startRedis({ ...options, args: [...loginArgs, ...args], users: accessOptions }),
    );
    this.#credentials = credentials;
    this.tlsPort = tlsPort;
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

  /** Starts a Redis server that follows the given one. */
  static startReplica(master: TestRedis): Promise<TestRedis> {
    return TestRedis.startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
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
    return formatRedisUrl(user, this.#credentials.redis.passwords, `127.0.0.1:${this.tlsPort}`).replace(
      'redis:',
      'rediss:',
    );
  }

  /** Returns the environment variables that a service uses to connect to this server. */
  envOf(service: ServiceName): { REDIS_URL: string } {
    return { REDIS_URL: this.urlOf(service) };
  }

  /** Returns whether the server answers and is not a replica. */
  async acceptsWrites(): Promise<boolean> {
    if (!this.running) return false;
    return withAdminClient(this.urlOf('admin'), async (client) => {
      const reply = await client.sendCommand(['ROLE']);
      return Array.isArray(reply) && reply[0] === 'master';
    }).catch(() => false);
  }

  /**
   * Returns a description of each command, key, and channel that Redis has denied to a user since the server started.
   */
  override async refusals(): Promise<string[]> {
    if (!this.running) return [];
    try {
      const aclLogEntries = await withAdminClient(this.urlOf('admin'), (client) => client.aclLog());
      return aclLogEntries.map(
        ({ username, reason, object, context }) =>
          `Redis refused ${username} the ${reason} ${object} (${context})`,
      );
    } catch {
      // A frozen or stopped server cannot report refusals.
      return [];
    }
  }
}
