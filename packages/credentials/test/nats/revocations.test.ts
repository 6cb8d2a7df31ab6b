import { findFreePort } from '@kcs/private-servers';
import t from 'tap';
import {
  getProducerKey,
  issueCredentials,
  readNatsAccountId,
  revokeProducers,
  signProducer,
} from '../../src/index.ts';
import { connectWithCreds, startProtectedNats } from '../support/protected-nats.ts';

const CREDENTIALS_LIFETIME_MS = 3_600_000;

t.test('a revoked producer is disconnected, and only its earlier credentials are refused', async (t) => {
  // Sign the accounts with a time one minute ago. The server accepts a new JWT only if its time, in whole seconds, is
  // later than that of the current one.
  const { now } = Date;
  Date.now = () => now() - 60_000;
  const credentials = await issueCredentials().finally(() => {
    Date.now = now;
  });
  const { keys, trust, creds } = credentials.nats;
  const options = { dir: t.testdir(), port: await findFreePort() };
  const server = await startProtectedNats(t, credentials, options);
  const signingKey = keys['producers-signing'];
  const sign = (name: string) =>
    signProducer({
      ...{ name, signingKey, account: readNatsAccountId(trust, 'producers') },
      expiresAt: new Date(Date.now() + CREDENTIALS_LIFETIME_MS),
    });
  const smsCreds = await sign('sms');
  const mailCreds = await sign('mail');
  const sms = await connectWithCreds(t, server, smsCreds, { name: 'sms' });
  const mail = await connectWithCreds(t, server, mailCreds, { name: 'mail' });

  const system = await connectWithCreds(t, server, creds.system, { name: 'system' });
  const revokedJwt = await revokeProducers({
    accountJwt: trust.producers,
    operatorSeed: keys.operator,
    userKeys: [getProducerKey({ name: 'sms', signingKey })],
    revokedAt: new Date(),
  });
  const reply = await system.request('$SYS.REQ.CLAIMS.UPDATE', revokedJwt);
  t.match(reply.json(), { data: { code: 200 } });
  t.ok(await sms.closed(), 'the connection ends with an error');
  await t.rejects(connectWithCreds(t, server, smsCreds, { name: 'sms' }), /Authorization Violation/);
  await mail.flush();

  Date.now = () => now() + 2_000;
  const newCreds = await sign('sms').finally(() => {
    Date.now = now;
  });
  await connectWithCreds(t, server, newCreds, { name: 'sms' });

  t.test('the revocation survives a restart with reissued credentials', async (t) => {
    const previous = { keys, creds, trust: { ...trust, producers: revokedJwt } };
    const reissued = await issueCredentials(previous);
    t.equal(reissued.nats.trust.producers, revokedJwt, 'nothing else has changed');
    await server.stop();
    const restarted = await startProtectedNats(t, reissued, { ...options, dir: t.testdir() });
    await t.rejects(connectWithCreds(t, restarted, smsCreds, { name: 'sms' }), /Authorization Violation/);
    await connectWithCreds(t, restarted, mailCreds, { name: 'mail' });
  });
});
