import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { createDatabase } from '../../src/database/database.ts';

/** The reply of a PostgreSQL server without TLS to a client that requests encryption. */
const TLS_REFUSAL = 'N';

/** Starts a server that refuses encryption and records everything that it receives. */
async function startPostgresWithoutTls(t: Test): Promise<{ host: string; received: () => string }> {
  let receivedText = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      receivedText += chunk.toString('latin1');
      socket.write(TLS_REFUSAL);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, received: () => receivedText };
}

for (const parameter of [
  'sslmode=require',
  'sslmode=prefer',
  'sslmode=verify-full',
  'sslmode=no-verify',
  'ssl=true',
]) {
  t.test(
    `${parameter} sends neither user nor password to a server without encryption (CONF-5)`,
    async (t) => {
      const server = await startPostgresWithoutTls(t);
      const url = `postgresql://chat:hunter2@${server.host}/kcs?${parameter}`;
      const db = createDatabase({ url, poolSize: 1, connectTimeoutMs: 1_000 });
      t.teardown(() => db.close());
      await t.rejects(db.prisma.$queryRaw`SELECT 1`);
      t.equal(
        Buffer.from(server.received(), 'latin1').readInt32BE(4),
        80_877_103,
        'the request for encryption',
      );
      t.notMatch(server.received(), /chat|hunter2|kcs/);
    },
  );
}
