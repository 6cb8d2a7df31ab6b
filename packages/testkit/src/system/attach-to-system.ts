import { readFileSync } from 'node:fs';
import { buildInboxPrefix } from '@kcs/contracts';
import { credsAuthenticator } from '@nats-io/transport-node';
import { runWithPostgresClient } from '../servers/template-database.ts';
import type { TestContext } from '../test-context.ts';
import { ChatSystem, type ReachableReplica } from './chat-system.ts';

/** Describes a running system that the test kit has not started, such as a docker compose project. */
export interface SystemDescription {
  readonly frontDoor: string;
  readonly socketUrl: string;
  readonly apis: readonly ReachableReplica[];
  readonly gateways: readonly ReachableReplica[];
  /** The URL of the database for the owner of the tables. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** The content of the credentials file of NATS' operator, who has all permissions. */
  readonly natsAdminCreds: string;
  /** The signing keys of chat-api, as JSON. */
  readonly signingKeys: string;
  readonly admin: { readonly email: string; readonly password: string };
}

const PROPERTY_NAMES = [
  ...['frontDoor', 'socketUrl', 'apis', 'gateways', 'databaseUrl'],
  ...['natsUrl', 'natsAdminCreds', 'signingKeys', 'admin'],
];

/**
 * Returns the system that a JSON file describes (`SystemDescription`), so that tests use the system without having
 * started it. The system keeps running when the test ends. Throws if the description is incomplete.
 */
export function attachToSystem(t: TestContext, descriptionPath: string): ChatSystem {
  const description = JSON.parse(readFileSync(descriptionPath, 'utf8')) as SystemDescription;
  const missing = PROPERTY_NAMES.filter((name) => !(name in description));
  if (missing.length > 0)
    throw new Error(`${descriptionPath} lacks ${missing.join(', ')}. Add them to the description.`);
  const { apis, gateways, databaseUrl, natsUrl, natsAdminCreds, frontDoor, socketUrl } = description;
  const system = new ChatSystem({
    frontDoor,
    socketUrl,
    apis: requireReplicas(apis, 'apis'),
    gateways: requireReplicas(gateways, 'gateways'),
    database: {
      url: databaseUrl,
      query: (sql, values) => runWithPostgresClient(databaseUrl, (client) => client.query(sql, values)),
    },
    nats: {
      getConnectionOptions: (user) => {
        if (user !== 'admin') throw new Error(`The description has no credentials of ${user}. Use admin.`);
        return {
          servers: natsUrl,
          inboxPrefix: buildInboxPrefix('realtime-gateway'),
          authenticator: credsAuthenticator(Buffer.from(natsAdminCreds)),
        };
      },
    },
    secrets: description,
  });
  t.teardown(() => {
    for (const socket of system.sockets) socket.raw.disconnect();
  });
  return system;
}

function requireReplicas(
  replicas: readonly ReachableReplica[],
  name: string,
): readonly [ReachableReplica, ...ReachableReplica[]] {
  const [first, ...others] = replicas;
  if (!first) throw new Error(`The description has no ${name}. Name at least one replica.`);
  return [first, ...others];
}
