import { findFreePort, startNats } from '@kcs/private-servers';
import { createTestCertificate, eventually, startTestNats } from '@kcs/testkit';
import t from 'tap';
import { connectNats } from '../../src/index.ts';
import { startTcpServer } from '../support/plain-server.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';

t.test('connecting to NATS waits for a server that starts late', async (t) => {
  const port = await findFreePort();
  const { logger } = createRecordingLogger();
  const pendingConnection = connectNats({
    url: `nats://127.0.0.1:${port}`,
    service: 'test',
    name: 'test',
    logger,
  });
  const server = await startNats({ port });
  const natsConnection = await pendingConnection;
  t.equal(natsConnection.isClosed(), false);
  await natsConnection.close();
  await server.stop();
});

t.test(
  'connecting to an unreachable NATS server fails with a clear error that does not contain the password',
  async (t) => {
    const { logger } = createRecordingLogger();
    const url = `nats://chat:hunter2@127.0.0.1:${await findFreePort()}`;
    const error = await connectNats({ url, service: 'test', name: 'test', logger, deadlineMs: 300 }).catch(
      (e: Error) => e,
    );
    t.match(error, { name: 'UnreachableError', message: /NATS at nats:\/\/\*\*\*@127.* cannot be reached/ });
    t.notMatch(String((error as Error).message), /hunter2/);
  },
);

t.test('a restart of NATS is reported, and subscriptions work again afterward (TRAP-17)', async (t) => {
  const port = await findFreePort();
  const firstServer = await startNats({ port });
  const { logger, lines } = createRecordingLogger();
  const interruptionReasons: string[] = [];
  const recordInterruption = (why: string) => void interruptionReasons.push(why);
  const natsConnection = await connectNats({
    url: firstServer.url,
    service: 'test',
    name: 'test',
    logger,
    onInterrupted: recordInterruption,
  });
  const receivedSubjects: string[] = [];
  natsConnection.subscribe('test.>', { callback: (_err, msg) => void receivedSubjects.push(msg.subject) });
  firstServer.kill('SIGKILL');
  await eventually('the disconnect', () => interruptionReasons.includes('disconnect'));
  await firstServer.exited;
  const secondServer = await startNats({ port });
  await eventually('the reconnect', () => interruptionReasons.includes('reconnect'));
  natsConnection.publish('test.again');
  await eventually('the subscription works again', () => receivedSubjects.includes('test.again'));
  t.same(interruptionReasons, ['disconnect', 'reconnect']);
  t.match(
    lines.map(({ msg }) => msg),
    [/is lost/, /is back/],
  );
  await natsConnection.close();
  await secondServer.stop();
  await firstServer.stop();
});

t.test('the NATS connection uses the credentials in its URL', async (t) => {
  const natsServerConfig = 'authorization { user: chat, password: "p@ss:word" }';
  const server = await startNats({
    config: natsServerConfig,
    probeCredentials: { user: 'chat', pass: 'p@ss:word' },
  });
  t.teardown(() => server.stop());
  const { logger } = createRecordingLogger();
  const url = server.url.replace('//', `//chat:${encodeURIComponent('p@ss:word')}@`);
  const natsConnection = await connectNats({ url, service: 'test', name: 'test', logger });
  await natsConnection.close();
  await t.rejects(connectNats({ url: server.url, service: 'test', name: 'test', logger, deadlineMs: 200 }), {
    name: 'UnreachableError',
  });
});

t.test('a user without a password in the NATS URL is sent as a token', async (t) => {
  const token = 's3cr3t/t@ken';
  const natsServerConfig = `authorization { token: "${token}" }`;
  // The readiness probe sends the token as a password without a user. NATS accepts that as a token.
  const server = await startNats({ config: natsServerConfig, probeCredentials: { token } });
  t.teardown(() => server.stop());
  const { logger } = createRecordingLogger();
  const url = server.url.replace('//', `//${encodeURIComponent(token)}@`);
  const natsConnection = await connectNats({ url, service: 'test', name: 'test', logger });
  await natsConnection.close();
});

t.test(
  "a client with credentials connects as its service and receives replies at the service's own inboxes",
  async (t) => {
    const natsServer = await startTestNats(t);
    const { logger, text } = createRecordingLogger();
    const connectAsService = (service: 'presence' | 'realtime-gateway') =>
      connectNats({
        url: natsServer.url,
        creds: natsServer.credsOf(service),
        service,
        name: service,
        logger,
      });
    const [presence, gateway] = [
      await connectAsService('presence'),
      await connectAsService('realtime-gateway'),
    ];
    presence.subscribe('kcs.presence.stats', { callback: (_, msg) => void msg.respond(msg.reply) });
    await presence.flush();
    const operatorConnection = await connectNats({
      url: natsServer.url,
      creds: natsServer.credsOf('admin'),
      service: 'realtime-gateway',
      name: 'operator',
      logger,
    });
    t.match((await operatorConnection.request('kcs.presence.stats')).string(), /^_INBOX_realtime-gateway\./);
    for (const natsConnection of [presence, gateway, operatorConnection]) await natsConnection.close();
    t.notMatch(text(), /SU[A-Z2-7]{50}/);
  },
);

t.test('connecting with credentials that NATS refuses fails with an error that says so', async (t) => {
  const natsServer = await startTestNats(t, { mayRefuse: true });
  const { logger } = createRecordingLogger();
  const url = natsServer.url.replace('//', '//chat:hunter2@');
  const error = await connectNats({ url, service: 'test', name: 'test', logger, deadlineMs: 300 }).catch(
    (e: Error) => e,
  );
  t.match(error, { name: 'UnreachableError', message: /refuses the credentials: .* Correct them/ });
  t.notMatch(String(error), /hunter2/);
});

t.test('with tls://, the client sends nothing to a server without encryption', async (t) => {
  const serverInfo = JSON.stringify({ server_id: 'x', version: '2.9.10', proto: 1, max_payload: 1_048_576 });
  const server = await startTcpServer(t, (socket) => socket.write(`INFO ${serverInfo}\r\n`));
  const { logger, text } = createRecordingLogger();
  for (const userinfo of ['user:hunter2', 'hunter2']) {
    const url = `tls://${userinfo}@${server.host}`;
    const error = await connectNats({ url, service: 'test', name: 'test', logger, deadlineMs: 300 }).catch(
      (e: Error) => e,
    );
    t.match(error, { name: 'UnreachableError', message: /does not support 'tls'/ });
    t.notMatch(String(error), /hunter2/);
  }
  t.ok(server.connected() > 0);
  t.equal(server.received(), '');
  t.notMatch(text(), /hunter2/);
});

t.test('with tls://, the client refuses an untrusted certificate and sends nothing', async (t) => {
  const { certPath, keyPath } = await createTestCertificate(t.testdir());
  const serverLogLines: string[] = [];
  const server = await startNats({
    config: `tls { cert_file: "${certPath}", key_file: "${keyPath}" }\ntrace: true`,
    probeCredentials: { tls: { caFile: certPath } },
    onLine: (line) => serverLogLines.push(line),
  });
  t.teardown(() => server.stop());
  const { logger } = createRecordingLogger();
  const url = server.url.replace('nats://', 'tls://user:hunter2@');
  await t.rejects(connectNats({ url, service: 'test', name: 'test', logger, deadlineMs: 300 }), {
    name: 'UnreachableError',
    message: /self.signed certificate/,
  });
  t.notOk(
    serverLogLines.some((line) => line.includes('"user":"user"')),
    'no CONNECT of this client',
  );
});

t.test('a NATS subscription that is too slow is reported, because it may have missed messages', async (t) => {
  const server = await startNats();
  const { logger } = createRecordingLogger();
  const interruptionReasons: string[] = [];
  const natsConnection = await connectNats({
    url: server.url,
    service: 'test',
    name: 'test',
    logger,
    onInterrupted: (why) => void interruptionReasons.push(why),
  });
  t.teardown(async () => {
    await natsConnection.close();
    await server.stop();
  });
  natsConnection.subscribe('test', { slow: 5 });
  for (let i = 0; i < 20; i += 1) natsConnection.publish('test');
  await eventually('the report', () => interruptionReasons.includes('slow-consumer'));
});

t.test('the client notices within seconds that NATS has frozen, and that it has resumed', async (t) => {
  const server = await startNats({});
  const { logger } = createRecordingLogger();
  const interruptionReasons: string[] = [];
  const recordInterruption = (why: string) => void interruptionReasons.push(why);
  const natsConnection = await connectNats({
    url: server.url,
    service: 'test',
    name: 'test',
    logger,
    onInterrupted: recordInterruption,
  });
  t.teardown(async () => {
    server.kill('SIGCONT');
    await natsConnection.close();
    await server.stop();
  });
  server.kill('SIGSTOP');
  const frozenAt = performance.now();
  await eventually('the disconnect', () => interruptionReasons.includes('disconnect'));
  t.ok(performance.now() - frozenAt < 8_000);
  server.kill('SIGCONT');
  await eventually('the reconnect', () => interruptionReasons.includes('reconnect'));
});
