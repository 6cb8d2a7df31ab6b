import type { ServiceProcess, TestUser } from '@kcs/testkit';
import { io } from 'socket.io-client';
import t from 'tap';
import { ExternalUser } from '../support/guest.ts';
import { createSigningKey, formatPrivateKeySet, signToken } from '../support/identity-provider.ts';
import { readSigningKeyId, Traffic } from '../support/traffic.ts';
import { getTokenIssuers, ownKey } from './system.ts';

/** The minimum time between two key fetches that are caused by unknown key ids (TRAP-38). */
const UNKNOWN_KEY_RETRY_MS = 30_000;

t.test('signing keys are replaced while the system runs', { timeout: 180_000 }, async (t) => {
  const { system, identityProvider, createExternalUser } = await getTokenIssuers();
  const [gateway, otherGateway] = system.gateways as unknown as [ServiceProcess, ServiceProcess];
  const admin = await system.admin();
  const nextKey = createSigningKey('next', 'EdDSA');

  t.test(
    'our own signing keys rotate under traffic, one chat-api after another, without a failed request',
    async (t) => {
      const trafficUsers = [await system.user(), await system.user()];
      const [socket] = await Promise.all(
        system.gateways.map((gateway) => (trafficUsers[0] as TestUser).connect(gateway)),
      );
      // Both gateways have just fetched our keys. For the next UNKNOWN_KEY_RETRY_MS, they do not fetch them again, even
      // for an unknown key id.
      const keysFetchedAt = performance.now();
      const traffic = new Traffic(system, trafficUsers);
      const deploySigningKeys = async (JWT_SIGNING_KEYS: string) => {
        for (const api of system.apis) {
          t.equal(await api.stop(), 0);
          await api.start({ env: { JWT_SIGNING_KEYS } });
        }
      };
      await deploySigningKeys(formatPrivateKeySet(ownKey, nextKey));
      // Wait until the gateways may fetch keys again. When operators rotate keys, they wait five minutes for the same
      // reason (see the runbook).
      await system.until(
        () => performance.now() - keysFetchedAt > UNKNOWN_KEY_RETRY_MS + 1_000,
        UNKNOWN_KEY_RETRY_MS + 5_000,
      );
      t.ok(traffic.allSignedBy('old'));
      await deploySigningKeys(formatPrivateKeySet(nextKey, ownKey));
      await system.until(() => traffic.allSignedBy('next'));
      await deploySigningKeys(formatPrivateKeySet(nextKey));
      await traffic.end();
      t.same(traffic.failures, []);
      t.ok(traffic.requests > 50 && traffic.connects > 25, `${traffic.requests}, ${traffic.connects}`);
      t.ok(socket?.connected, 'a socket stays open after its key is retired');
      t.equal(readSigningKeyId(admin.token), 'old');
      t.equal((await admin.request('GET', '/auth/me')).status, 401, 'tokens of the old key are refused');
    },
  );

  t.test(
    'new keys from the provider are found, and known keys keep working while the provider is unavailable',
    async (t) => {
      const newProviderKey = createSigningKey('ed-2', 'EdDSA');
      identityProvider.keys = [...identityProvider.keys, newProviderKey];
      const kim = new ExternalUser(system, signToken(newProviderKey, { sub: 'kim' }));
      for (const gateway of system.gateways) t.ok((await kim.connect(gateway)).connected);
      t.same(await kim.statusOnEachApi(), [200, 200]);

      await identityProvider.stop();
      t.same(await createExternalUser('ada').statusOnEachApi(), [200, 200]);
      t.ok((await createExternalUser('ada').connect(gateway)).connected);
      // After a restart, the services cannot fetch the provider's keys and therefore cannot verify tokens. They must
      // report a temporary failure.
      await Promise.all([otherGateway.restart('SIGKILL'), system.apis[1]?.restart('SIGKILL')]);
      const { status, body } = await createExternalUser('ada').request(
        'GET',
        '/auth/me',
        undefined,
        system.apis[1],
      );
      t.equal(status, 503);
      t.equal(body.error.code, 'UNAVAILABLE');
      const socketClient = io(otherGateway.url, {
        auth: { token: createExternalUser('ada').token },
        forceNew: true,
        reconnectionDelay: 200,
        reconnectionDelayMax: 500,
      });
      t.teardown(() => socketClient.disconnect());
      const refusalMessages: string[] = [];
      socketClient.on('connect_error', ({ message }) => refusalMessages.push(message));
      await new Promise<void>((resolve) => socketClient.io.once('close', () => resolve()));
      await identityProvider.restart();
      await system.until(() => socketClient.connected, 15_000);
      t.notOk(refusalMessages.includes('UNAUTHENTICATED'));
    },
  );

  system.assertAllAlive(t);
});
