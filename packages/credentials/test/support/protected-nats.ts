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
  const config = formatNatsServerConfig(nats.trust, join(accountsFolder, 'accounts'));
  const server = await startNats({ ...options, config, probeCredentials: { creds: nats.creds.admin } });
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
  const nc = await connect({
    servers: server.url,
    authenticator: credsAuthenticator(Buffer.from(creds)),
    inboxPrefix: buildInboxPrefix(name),
    reconnect: false,
    timeout: 5_000,
    ...options,
  });
  t.teardown(() => nc.close());
  return nc;
}

/** Publishes to each subject. Returns the subjects that the server refused. */
export function findRefusedPublishSubjects(
  nc: NatsConnection,
  subjects: readonly string[],
): Promise<string[]> {
  return listRefusedSubjects(nc, subjects, (subject) => nc.publish(subject, '{}'));
}

/** Subscribes to each subject. Returns the subjects that the server refused. */
export function findRefusedSubscribeSubjects(
  nc: NatsConnection,
  subjects: readonly string[],
): Promise<string[]> {
  return listRefusedSubjects(nc, subjects, (subject) => {
    nc.subscribe(subject, { callback: () => undefined });
  });
}

async function listRefusedSubjects(
  nc: NatsConnection,
  subjects: readonly string[],
  act: (subject: string) => void,
): Promise<string[]> {
  const refusedSubjects = new Set<string>();
  const statuses = nc.status();
  const statusWatch = (async () => {
    for await (const status of statuses) {
      const error = status.type === 'error' ? status.error : undefined;
      if (error instanceof PermissionViolationError) refusedSubjects.add(error.subject);
    }
  })();
  for (const subject of subjects) act(subject);
  // The server responds in order, so when the flush resolves, all refusals of earlier requests have arrived.
  await nc.flush();
  (statuses as unknown as { stop(): void }).stop();
  await statusWatch;
  return subjects.filter((subject) => refusedSubjects.has(subject));
}
