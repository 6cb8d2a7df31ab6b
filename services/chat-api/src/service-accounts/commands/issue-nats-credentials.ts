import { ChatError, type NatsCredentials } from '@kcs/contracts';
import { signProducer } from '@kcs/credentials';
import { appendAuditEntry } from '../../audit/append-audit-entry.ts';
import { lockServiceAccount } from '../rows/lock-account.ts';
import type { ServiceAccountDeps } from '../service-account-deps.ts';
import { maintainProducerStream } from '../streams/notification-streams.ts';

interface IssueNatsCredentialsInput {
  readonly accountId: string;
  /** The id of the Admin or the service account that makes the request. */
  readonly requestedBy: string;
}

const NATS_CREDENTIALS_LIFETIME_MS = 90 * 24 * 60 * 60 * 1_000;

/**
 * Issues NATS credentials that allow a service account to publish notifications for 90 days (BUS-9), and makes sure
 * that the account's stream exists. chat-api does not store the credentials.
 *
 * Throws `SERVICE_ACCOUNT_NOT_FOUND` if the account does not exist, `CONFLICT` if it is deactivated or lacks the scope
 * `notifications:write`, or `NOT_IMPLEMENTED` if this server has no key for producers.
 */
export async function issueNatsCredentials(
  deps: ServiceAccountDeps,
  { accountId, requestedBy }: IssueNatsCredentialsInput,
): Promise<NatsCredentials> {
  const { NATS_PRODUCERS_SIGNING_KEY: signingKey, NATS_PRODUCERS_ACCOUNT: account } = deps.config;
  if (signingKey === undefined || account === undefined) {
    throw new ChatError(
      'NOT_IMPLEMENTED',
      'This server has no key for producers. Set NATS_PRODUCERS_SIGNING_KEY and NATS_PRODUCERS_ACCOUNT, or use POST /notifications.',
    );
  }
  const { name, active, scopes } = await deps.db.transaction((tx) => lockServiceAccount(tx, accountId));
  if (!active || !scopes.includes('notifications:write')) {
    throw new ChatError(
      'CONFLICT',
      'The service account is deactivated or lacks the scope notifications:write. Change the account first.',
    );
  }
  await maintainProducerStream(deps, name);
  const expiresAt = new Date(deps.clock.now() + NATS_CREDENTIALS_LIFETIME_MS);
  await deps.db.transaction((tx) =>
    appendAuditEntry(tx, {
      action: 'service-account.credentials-issued',
      actorId: requestedBy,
      targetId: accountId,
      details: { expires_at: expiresAt.toISOString() },
    }),
  );
  const natsCreds = await signProducer({ name, account, signingKey, expiresAt });
  deps.logger.info(
    { accountId, name, requestedBy, expiresAt },
    'Issued NATS credentials for a service account',
  );
  return { creds: natsCreds, expires_at: expiresAt.toISOString() };
}
