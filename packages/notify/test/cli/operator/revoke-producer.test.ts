import { startTestNats } from '@kcs/testkit';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import t from 'tap';
import { revokeProducer } from '../../../src/cli/operator/revoke-producer.ts';
import { createProducerCreds } from '../../support/producer.ts';

t.test('credentials that are issued directly after a revocation are accepted', async (t) => {
  const nats = await startTestNats(t, { mayRefuse: true });
  const keysFolder = t.testdir();
  nats.writeOperatorKeys(keysFolder);
  const connectWith = async (creds: string) => {
    const connection = await connect({
      servers: nats.url,
      authenticator: credsAuthenticator(Buffer.from(creds)),
      inboxPrefix: '_INBOX_homework',
      reconnect: false,
    });
    t.teardown(() => connection.close());
  };
  const leakedCreds = await createProducerCreds(nats, 'homework');
  await connectWith(leakedCreds);
  await revokeProducer({ name: 'homework', keysFolder, natsUrl: nats.url });
  await connectWith(await createProducerCreds(nats, 'homework'));
  await t.rejects(connectWith(leakedCreds), /Authorization Violation/);
});
