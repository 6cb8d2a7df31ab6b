import { join } from 'node:path';
import { formatNatsServerConfig, issueCredentials } from '@kcs/credentials';
import { startNats } from '@kcs/private-servers';
import { createTestCertificate, startTestRedis } from '@kcs/testkit';
import t from 'tap';
import { connectNats, connectRedis } from '../src/index.ts';
import { startTcpServer } from './support/plain-server.ts';
import { createRecordingLogger } from './support/recording-logger.ts';

const { logger } = createRecordingLogger();
const tlsFolder = t.testdir();
const certificate = await createTestCertificate(tlsFolder);
const { cert, certPath, keyPath } = certificate;

const readProblem = (connecting: Promise<unknown>): Promise<string> =>
  connecting.then(
    () => 'no problem',
    ({ message }: Error) => message,
  );

t.test(
  'with rediss:// and REDIS_CA, a service logs in to a Redis server with TLS, and to no other',
  async (t) => {
    const redis = await startTestRedis(t, { certificate });
    const connect = (url: string, ca?: string) =>
      connectRedis({ url, ca, name: 'test', logger, deadlineMs: 100 });
    const tlsUrl = redis.tlsUrlOf('chat-api');
    const client = await connect(tlsUrl, cert);
    t.equal(await client.set('kcs:limit:tls', '1'), 'OK');
    client.destroy();
    t.match(
      await readProblem(connect(tlsUrl)),
      /certificate from an unknown authority: .*in NATS_CA_FILE or REDIS_CA_FILE/,
    );
    t.match(
      await readProblem(connect(redis.urlOf('chat-api').replace('redis:', 'rediss:'), cert)),
      /does not answer, or offers no TLS: .* turn on TLS in this server/,
    );
  },
);

t.test('with tls:// and NATS_CA, a service logs in to a NATS server with TLS, and to no other', async (t) => {
  const { nats } = await issueCredentials();
  const accounts = formatNatsServerConfig(nats.trust, join(tlsFolder, 'accounts'));
  const server = await startNats({
    config: `${accounts}\ntls { cert_file: "${certPath}", key_file: "${keyPath}" }`,
    probeCredentials: { creds: nats.creds.admin, tls: { ca: cert } },
  });
  t.teardown(() => server.stop());
  const { port } = new URL(server.url);
  const service = 'presence';
  const connect = (host: string, ca?: string) =>
    connectNats({
      ...{ url: `tls://${host}`, ca, creds: nats.creds[service] },
      ...{ service, name: 'test', logger, deadlineMs: 100 },
    });
  const connection = await connect(`localhost:${port}`, cert);
  await connection.flush();
  await connection.close();
  t.match(
    await readProblem(connect(`localhost:${port}`)),
    /certificate from an unknown authority: .*in NATS_CA_FILE or REDIS_CA_FILE/,
  );
  const info = JSON.stringify({ server_id: 'x', version: '2.9.10', proto: 1, max_payload: 1_048_576 });
  const plainServer = await startTcpServer(t, (socket) => socket.write(`INFO ${info}\r\n`));
  t.match(
    await readProblem(connect(plainServer.host, cert)),
    /offers no TLS: .* Turn on TLS in this server\. The service never connects to it without encryption/,
  );
  t.equal(plainServer.received(), '');
});
