import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildInboxPrefix } from '@kcs/contracts';
import { type PrivateServer, startNats } from '@kcs/private-servers';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  PermissionViolationError,
} from '@nats-io/transport-node';
import type { Test } from 'tap';
import { type Credentials, formatNatsServerConfig } from '../../src/index.ts';

/** Starts a NATS server that accepts the users of the given credentials. The server stops at the end of the test. */
export async function startProtectedNats(
  t: Test,
  { nats }: Credentials,
  options: { dir?: string; port?: number } = {},
): Promise<PrivateServer> {
  const accountsFolder = options.dir ?? mkdtempSync(join(tmpdir(), 'kcs-accounts-'));
  const natsServerConfig = formatNatsServerConfig(nats.trust, join(accountsFolder, 'accounts'));
  const server = await startNats({
    ...options,
    config: natsServerConfig,
    probeCredentials: { creds: nats.creds.admin },
  });
  t.teardown(async () => {
    await server.stop();
    if (!options.dir) rmSync(accountsFolder, { recursive: true });
  });
  return server;
}

/** Connects with a credentials file. `name` becomes the name of the connection. */
export async function connectWithCreds(
  t: Test,
  server: { readonly url: string },
  creds: string,
  { name, ...options }: ConnectionOptions & { name: string },
): Promise<NatsConnection> {
  const natsConnection = await connect({
    servers: server.url,
    authenticator: credsAuthenticator(Buffer.from(creds)),
    inboxPrefix: buildInboxPrefix(name),
    reconnect: false,
    timeout: 5_000,
    ...options,
  });
  t.teardown(() => natsConnection.close());
  return natsConnection;
}

/** Publishes to each subject. Returns the subjects that the user may not publish to. */
export function findRefusedPublishSubjects(
  natsConnection: NatsConnection,
  subjects: readonly string[],
): Promise<string[]> {
  return actAndListRefusedSubjects(natsConnection, subjects, (subject) =>
    natsConnection.publish(subject, '{}'),
  );
}

/** Subscribes to each subject. Returns the subjects that the user may not subscribe to. */
export function findRefusedSubscribeSubjects(
  natsConnection: NatsConnection,
  subjects: readonly string[],
): Promise<string[]> {
  return actAndListRefusedSubjects(natsConnection, subjects, (subject) => {
    natsConnection.subscribe(subject, { callback: () => undefined });
  });
}

async function actAndListRefusedSubjects(
  natsConnection: NatsConnection,
  subjects: readonly string[],
  act: (subject: string) => void,
): Promise<string[]> {
  const refusedSubjects = new Set<string>();
  const connectionStatuses = natsConnection.status();
  const statusWatchPromise = (async () => {
    for await (const status of connectionStatuses) {
      const error = status.type === 'error' ? status.error : undefined;
      if (error instanceof PermissionViolationError) refusedSubjects.add(error.subject);
    }
  })();
  for (const subject of subjects) act(subject);
  // The server responds in order, so when the flush resolves, all errors for earlier requests have arrived.
  await natsConnection.flush();
  (connectionStatuses as unknown as { stop(): void }).stop();
  await statusWatchPromise;
  return subjects.filter((subject) => refusedSubjects.has(subject));
}
