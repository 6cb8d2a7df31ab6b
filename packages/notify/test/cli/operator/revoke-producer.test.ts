import { startTestNats } from '@kcs/testkit';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import t from 'tap';
import { revokeProducer } from '../../../src/cli/operator/revoke-producer.ts';
import { createProducerCreds, createProducerStream } from '../../support/producer.ts';

t.test('revocations of NATS credentials', async (t) => {
  const nats = await startTestNats(t, { mayRefuse: true });
  const keysFolder = t.testdir();
  nats.writeOperatorKeys(keysFolder);
  const connectWith = async (creds: string) => {
    const connection = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(Buffer.from(creds)),
      reconnect: false,
    });
    t.teardown(() => connection.close());
  };
  const revoke = (name: string, force?: boolean) =>
    revokeProducer({ name, keysFolder, natsUrl: nats.url, ...(force && { force }) });

  t.test('credentials that are issued directly after a revocation are accepted', async (t) => {
    await createProducerStream(nats, 'homework');
    const leakedCreds = await createProducerCreds(nats, 'homework');
    await connectWith(leakedCreds);
    await revoke('homework');
    await connectWith(await createProducerCreds(nats, 'homework'));
    await t.rejects(connectWith(leakedCreds), /Authorization Violation/);
  });

  t.test('a mistyped name is refused, unless the operator insists', async (t) => {
    const creds = await createProducerCreds(nats, 'home-work');
    await t.rejects(revoke('home-work'), {
      exitCode: 1,
      message: /No active service account "home-work".*add --force/,
    });
    await connectWith(creds);
    await revoke('home-work', true);
    await t.rejects(connectWith(creds), /Authorization Violation/);
  });

  t.test('several operators who revoke at the same time lose no revocation', async (t) => {
    const names = ['grades', 'trips', 'lunch'];
    const leakedCreds = await Promise.all(names.map((name) => createProducerCreds(nats, name)));
    await Promise.all(names.map((name) => revoke(name, true)));
    for (const creds of leakedCreds) await t.rejects(connectWith(creds), /Authorization Violation/);
  });
});
