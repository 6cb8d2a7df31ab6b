import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildInboxPrefix } from '@kcs/contracts';
import {
  type Credentials,
  formatNatsServerConfig,
  readNatsAccountId,
  type ServerUserName,
  type ServiceName,
} from '@kcs/credentials';
import { findFreePort, startNats } from '@kcs/private-servers';
import { type ConnectionOptions, credsAuthenticator } from '@nats-io/transport-node';
import { CollectedLines } from '../processes/collected-lines.ts';
import { loadTestCredentials, writeNatsCredsFile } from './test-credentials.ts';
import { ServerLocation, TestServer } from './test-server.ts';

/** Matches the log lines in which the server reports that a user lacks permission for a subject. */
const PERMISSION_REFUSAL_PATTERN = /(Publish|Subscription) Violation/;

/** A NATS server with our accounts. Clients need the credentials of one of its users. */
export class TestNats extends TestServer {
  readonly #credentials: Credentials;
  readonly #log: CollectedLines;
  /** The other servers of the cluster. */
  #others: readonly TestNats[] = [];

  private constructor(place: ServerLocation, credentials: Credentials, config: string) {
    const serverLog = new CollectedLines();
    super(place, (options) =>
      startNats({
        ...options,
        config: `${formatNatsServerConfig(credentials.nats.trust, join(place.dir, 'accounts'))}\n${config}`,
        probeCredentials: { creds: credentials.nats.creds.admin },
        onLine: (line) => serverLog.add(line),
      }),
    );
    this.#credentials = credentials;
    this.#log = serverLog;
  }

  /** Starts a NATS server. `config` is added to its configuration. */
  static async startNats(config = ''): Promise<TestNats> {
    const testNats = new TestNats(await ServerLocation.create('nats'), await loadTestCredentials(), config);
    await testNats.start();
    return testNats;
  }

  /** Starts a cluster of NATS servers that keep copies of the streams. Returns all servers. */
  static async startCluster(size: number): Promise<TestNats[]> {
    const credentials = await loadTestCredentials();
    const routePorts = await Promise.all(Array.from({ length: size }, () => findFreePort()));
    const routes = routePorts.map((port) => `nats-route://127.0.0.1:${port}`);
    const servers = await Promise.all(
      routePorts.map(async (routePort, i) => {
        const place = await ServerLocation.create('nats');
        const cluster = `cluster { name: kcs, listen: "127.0.0.1:${routePort}", routes: ${JSON.stringify(routes)} }`;
        return new TestNats(place, credentials, `server_name: nats-${i + 1}\n${cluster}`);
      }),
    );
    // No server is ready before most of them run, so they must start at the same time.
    await Promise.all(servers.map((server) => server.start()));
    for (const server of servers) server.#others = servers.filter((other) => other !== server);
    return servers;
  }

  /** Returns the content of a user's credentials file. */
  credsOf(user: ServerUserName): string {
    return this.#credentials.nats.creds[user];
  }

  /**
   * Returns the options to connect as a service, or as `admin`, which has all permissions. `admin` uses the inboxes of
   * a gateway, because services reply only to the inboxes of other services.
   */
  getConnectionOptions(user: ServerUserName): ConnectionOptions & { servers: string } {
    return {
      servers: this.url,
      inboxPrefix: buildInboxPrefix(user === 'admin' ? 'realtime-gateway' : user),
      authenticator: credsAuthenticator(Buffer.from(this.credsOf(user))),
    };
  }

  /** Returns the environment variables that a service uses to connect to this server, or to any of its cluster. */
  envOf(service: ServiceName): Record<string, string> & { NATS_URL: string } {
    const { keys, trust } = this.#credentials.nats;
    return {
      NATS_URL: [this, ...this.#others].map(({ url }) => url).join(),
      NATS_CREDS_FILE: writeNatsCredsFile(service, this.credsOf(service)),
      ...(service === 'chat-api' && {
        NATS_PRODUCERS_SIGNING_KEY: keys['producers-signing'],
        NATS_PRODUCERS_ACCOUNT: readNatsAccountId(trust, 'producers'),
      }),
    };
  }

  /** Writes the keys and credentials of the operator to a folder, under the names that a start gives them. */
  writeOperatorKeys(folder: string): void {
    const { keys, trust, creds } = this.#credentials.nats;
    const files = {
      'operator.seed': keys.operator,
      'services.seed': keys.services,
      'producers-signing.seed': keys['producers-signing'],
      'producers.jwt': trust.producers,
      'admin.creds': creds.admin,
      'system.creds': creds.system,
    };
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
  }

  /** Returns the log lines in which the server reports that a user lacks permission for a subject. */
  override async refusals(): Promise<string[]> {
    return this.#log.lines.filter((line) => PERMISSION_REFUSAL_PATTERN.test(line));
  }
}
