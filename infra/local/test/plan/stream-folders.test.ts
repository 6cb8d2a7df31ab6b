import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Credentials,
  formatNatsServerConfig,
  issueCredentials,
  readNatsAccountId,
} from '@kcs/credentials';
import { findFreePort, startNats } from '@kcs/private-servers';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, credsAuthenticator } from '@nats-io/transport-node';
import t, { type Test } from 'tap';
import { adoptStreams, removeRoomStream } from '../../src/plan/stream-folders.ts';

/**
 * Runs `work` with a durable NATS server that keeps its data in `natsDataFolder`. If `credentials` are given, the
 * server has accounts.
 */
async function runWithNats<T>(
  { dir, credentials }: { dir: string; credentials?: Credentials },
  work: (options: ConnectionOptions) => Promise<T>,
): Promise<T> {
  const port = await findFreePort();
  const adminCreds = credentials?.nats.creds.admin;
  const natsConfig = credentials && formatNatsServerConfig(credentials.nats.trust, join(dir, 'accounts'));
  const natsServer = await startNats({
    dir,
    port,
    durable: true,
    config: natsConfig,
    probeCredentials: adminCreds ? { creds: adminCreds } : undefined,
  });
  try {
    const authenticator = adminCreds ? credsAuthenticator(Buffer.from(adminCreds)) : undefined;
    return await work({ servers: natsServer.url, ...(authenticator && { authenticator }) });
  } finally {
    await natsServer.stop();
  }
}

async function addRoomStream(options: ConnectionOptions): Promise<void> {
  const natsConnection = await connect(options);
  await (await jetstreamManager(natsConnection)).streams.add({
    name: 'CHAT_ROOMS',
    subjects: ['chat.room.*.*'],
  });
  await jetstream(natsConnection).publish('chat.room.1.message-created', '{}');
  await natsConnection.close();
}

async function countRoomStreamMessages(options: ConnectionOptions): Promise<number> {
  const natsConnection = await connect(options);
  const { state } = await (await jetstreamManager(natsConnection)).streams.info('CHAT_ROOMS');
  await natsConnection.close();
  return state.messages;
}

function listNatsAccountFolders(dir: string): string[] {
  return readdirSync(join(dir, 'jetstream'));
}

async function createCredentialsWithAccount(): Promise<{ credentials: Credentials; account: string }> {
  const credentials = await issueCredentials();
  return { credentials, account: readNatsAccountId(credentials.nats.trust, 'services') };
}

t.test('streams of a version without NATS accounts are available after adoptStreams', async (t: Test) => {
  const natsDataFolder = t.testdir();
  await runWithNats({ dir: natsDataFolder }, addRoomStream);
  t.same(listNatsAccountFolders(natsDataFolder), ['$G']);
  const { credentials, account } = await createCredentialsWithAccount();
  adoptStreams(natsDataFolder, credentials.nats.trust);
  t.equal(await runWithNats({ dir: natsDataFolder, credentials }, countRoomStreamMessages), 1);
  t.same(listNatsAccountFolders(natsDataFolder), [account]);

  mkdirSync(join(natsDataFolder, 'jetstream/$G/streams/CHAT_ROOMS'), { recursive: true });
  adoptStreams(natsDataFolder, credentials.nats.trust);
  t.equal(
    await runWithNats({ dir: natsDataFolder, credentials }, countRoomStreamMessages),
    1,
    'a leftover folder changes nothing',
  );
});

t.test(
  'streams are still available after the NATS keys have been deleted and generated again',
  async (t: Test) => {
    const natsDataFolder = t.testdir();
    const { credentials: deleted } = await createCredentialsWithAccount();
    await runWithNats({ dir: natsDataFolder, credentials: deleted }, addRoomStream);
    const { credentials, account } = await createCredentialsWithAccount();
    adoptStreams(natsDataFolder, credentials.nats.trust);
    t.equal(await runWithNats({ dir: natsDataFolder, credentials }, countRoomStreamMessages), 1);
    t.same(listNatsAccountFolders(natsDataFolder), [account]);
  },
);

t.test(
  'adoptStreams moves nothing if an earlier start has left no streams in the data folder',
  async (t: Test) => {
    const natsDataFolder = t.testdir();
    const { credentials } = await createCredentialsWithAccount();
    adoptStreams(natsDataFolder, credentials.nats.trust);
    t.notOk(existsSync(join(natsDataFolder, 'jetstream')));
    mkdirSync(join(natsDataFolder, 'jetstream/other'), { recursive: true });
    adoptStreams(natsDataFolder, credentials.nats.trust);
    t.same(listNatsAccountFolders(natsDataFolder), ['other']);
  },
);

t.test('a restore removes the stream of room events, and no other stream', async (t: Test) => {
  const natsDataFolder = t.testdir();
  removeRoomStream(natsDataFolder);
  const { credentials } = await createCredentialsWithAccount();
  await runWithNats({ dir: natsDataFolder, credentials }, async (options) => {
    await addRoomStream(options);
    const natsConnection = await connect(options);
    await (await jetstreamManager(natsConnection)).streams.add({ name: 'NOTIFY_x', subjects: ['x'] });
    await natsConnection.close();
  });
  removeRoomStream(natsDataFolder);
  const names = await runWithNats({ dir: natsDataFolder, credentials }, async (options) => {
    const natsConnection = await connect(options);
    const streams = await (await jetstreamManager(natsConnection)).streams.list().next();
    await natsConnection.close();
    return streams.map(({ config }) => config.name);
  });
  t.same(names, ['NOTIFY_x']);
});
