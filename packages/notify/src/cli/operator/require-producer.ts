import { buildNotificationStreamName } from '@kcs/contracts';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import { CliError } from '../cli-error.ts';
import { withOperatorConnection } from './connect-operator.ts';
import { readKeyFile } from './operator-keys.ts';

const STREAM_NOT_FOUND_CODE = 10059;

interface RequireProducerOptions {
  readonly name: string;
  readonly keysFolder: string;
  readonly natsUrl: string;
}

/**
 * Throws `CliError` if no active service account with the name may publish notifications. chat-api creates a stream for
 * each of these accounts, and deletes the stream when the account is deactivated or deleted, or loses the scope.
 */
export async function requireProducer({ name, keysFolder, natsUrl }: RequireProducerOptions): Promise<void> {
  const adminCreds = await readKeyFile(keysFolder, 'admin.creds');
  await withOperatorConnection(natsUrl, adminCreds, async (connection) => {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    await manager.streams.info(buildNotificationStreamName(name)).catch((cause) => {
      const isMissing = cause instanceof JetStreamApiError && cause.code === STREAM_NOT_FOUND_CODE;
      if (!isMissing) {
        const message = `NATS did not say whether the service account "${name}" exists. Run the command again, or add --force to revoke without this check.`;
        throw new CliError('unreachable', message, { cause });
      }
      throw new CliError(
        'refused',
        `No active service account "${name}" may publish notifications. Correct the name. "kcs-notify account list" shows all accounts. If the account was deactivated or deleted, add --force.`,
        { cause },
      );
    });
  });
}
