import { setTimeout as delay } from 'node:timers/promises';
import {
  getProducerKey,
  isProducerRevoked,
  readJwtIssuedAt,
  readJwtSubject,
  revokeProducers,
} from '@kcs/credentials';
import type { NatsConnection } from '@nats-io/transport-node';
import { CliError } from '../cli-error.ts';
import { writeSecretFile } from '../output/write-secret-file.ts';
import { withOperatorConnection } from './connect-operator.ts';
import { readKeyFile } from './operator-keys.ts';
import { requireProducer } from './require-producer.ts';

const REQUEST_TIMEOUT_MS = 5_000;
/** How long the command waits at most until it can sign the account with a later time. */
const MAX_CLOCK_WAIT_MS = 5_000;

/** How long the command waits until it checks that no other operator has undone the revocation at the same time. */
const SETTLE_MS = 1_000;
const MAX_ATTEMPTS = 5;

interface RevokeProducerOptions {
  readonly name: string;
  readonly keysFolder: string;
  readonly natsUrl: string;
  /** Whether to revoke the credentials even if no active service account has the name. */
  readonly force?: boolean;
}

interface Revocation {
  readonly accountJwt: string;
  readonly revokedAt: Date;
}

/**
 * Makes the NATS server disconnect a producer and refuse all credentials that were issued to the producer so far. Sends
 * the server a new JWT of the `PRODUCERS` account. Also stores this JWT in the folder of keys, so that a later start
 * does not undo the revocation. Returns the second of the revocation: credentials that were issued in this second or
 * earlier are revoked. Returns only after this second, so that credentials that are issued from then on are accepted.
 *
 * Several operators may revoke credentials at the same time, even on different machines. Each call returns only after it
 * has seen its own revocation in the account of the server, and repeats the revocation if another call has removed it.
 *
 * Throws `CliError` if no active service account has the name, unless `force` is true.
 */
export async function revokeProducer(options: RevokeProducerOptions): Promise<Date> {
  const { name, keysFolder, natsUrl, force = false } = options;
  if (!force) await requireProducer(options);
  const [operatorSeed, signingKey, storedJwt, systemCreds] = await Promise.all([
    readKeyFile(keysFolder, 'operator.seed'),
    readKeyFile(keysFolder, 'producers-signing.seed'),
    readKeyFile(keysFolder, 'producers.jwt'),
    readKeyFile(keysFolder, 'system.creds'),
  ]);
  const userKey = getProducerKey({ name, signingKey });
  return withOperatorConnection(natsUrl, systemCreds, async (connection) => {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const { accountJwt, revokedAt } = await tryToRevoke({ connection, storedJwt, operatorSeed, userKey });
      if (!isProducerRevoked({ accountJwt, userKey, revokedAt })) continue;
      await writeSecretFile(`${keysFolder}/producers.jwt`, accountJwt);
      return revokedAt;
    }
    throw new CliError(
      'unreachable',
      'Other revocations at the same time removed this one several times. Run the command again.',
    );
  });
}

interface RevocationAttempt {
  readonly connection: NatsConnection;
  readonly storedJwt: string;
  readonly operatorSeed: string;
  readonly userKey: string;
}

/** Adds a revocation to the account on the server. Returns the account as it is on the server a moment later. */
async function tryToRevoke(attempt: RevocationAttempt): Promise<Revocation> {
  const { connection, storedJwt, operatorSeed, userKey } = attempt;
  const lookUp = async () => (await lookUpAccount(connection, readJwtSubject(storedJwt))) || storedJwt;
  await waitUntilAfter(readJwtIssuedAt(await lookUp()));
  const revokedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const revokedJwt = await revokeProducers({
    ...{ accountJwt: await lookUp(), operatorSeed, revokedAt },
    userKeys: [userKey],
  });
  await updateAccount(connection, revokedJwt);
  await delay(SETTLE_MS);
  await waitUntilAfter(revokedAt);
  return { accountJwt: await lookUp(), revokedAt };
}

async function lookUpAccount(connection: NatsConnection, accountId: string): Promise<string> {
  const subject = `$SYS.REQ.ACCOUNT.${accountId}.CLAIMS.LOOKUP`;
  return (await request(connection, subject, '')).string();
}

/**
 * Waits until a JWT signed now would have a later time than one that was signed at `issuedAt`. The times are in whole
 * seconds. The server accepts a new JWT of an account only if its time is later than that of the current one. Throws
 * `CliError` if the wait would be too long.
 */
async function waitUntilAfter(issuedAt: Date): Promise<void> {
  const waitMs = issuedAt.getTime() + 1_000 - Date.now();
  if (waitMs > MAX_CLOCK_WAIT_MS) {
    throw new CliError(
      'refused',
      `The account was signed at ${issuedAt.toISOString()}, which is in the future on the clock of this machine. Correct the clock.`,
    );
  }
  if (waitMs > 0) await delay(waitMs);
}

async function updateAccount(connection: NatsConnection, accountJwt: string): Promise<void> {
  const reply = (await request(connection, '$SYS.REQ.CLAIMS.UPDATE', accountJwt)).json<{
    readonly data?: { readonly code?: number };
    readonly error?: { readonly description?: string };
  }>();
  if (reply.data?.code === 200) return;
  const reason = reply.error?.description ?? 'no reason given';
  throw new CliError(
    'refused',
    `NATS did not accept the revocation: ${reason}. Check that --keys names the folder with the keys of this server.`,
  );
}

async function request(connection: NatsConnection, subject: string, payload: string) {
  try {
    return await connection.request(subject, payload, { timeout: REQUEST_TIMEOUT_MS });
  } catch (cause) {
    throw new CliError('unreachable', 'NATS did not answer in time. Run the command again.', { cause });
  }
}
