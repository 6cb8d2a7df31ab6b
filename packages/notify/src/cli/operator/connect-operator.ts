import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { describeError } from '../../transports/transport.ts';
import { CliError } from '../cli-error.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_NATS_URL = 'nats://localhost:4222';

/** Returns the address of NATS: `--nats-url`, or else `KCS_NATS_URL`, or else the usual port on this machine. */
export function resolveNatsUrl(
  { natsUrl }: { readonly natsUrl?: string },
  env: Readonly<Record<string, string | undefined>>,
): string {
  const resolvedUrl = natsUrl ?? env.KCS_NATS_URL ?? DEFAULT_NATS_URL;
  if (/^(nats|tls):\/\//.test(resolvedUrl) && URL.canParse(resolvedUrl)) return resolvedUrl;
  throw new CliError(
    'usage',
    `The address "${resolvedUrl}" is not valid. Set --nats-url or KCS_NATS_URL to an address like nats://host:4222.`,
  );
}

/** Runs `work` with a connection to NATS as one of the operator's users. */
export async function withOperatorConnection<T>(
  url: string,
  creds: string,
  work: (connection: NatsConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect({
    servers: new URL(url).host,
    ...(url.startsWith('tls:') && { tls: {} }),
    // The parser requires a line break at the end, which `readKeyFile` has removed.
    authenticator: credsAuthenticator(Buffer.from(`${creds}\n`)),
    name: 'kcs-notify',
    inboxPrefix: '_INBOX_kcs-notify',
    timeout: CONNECT_TIMEOUT_MS,
    reconnect: false,
  }).catch((cause) => {
    const message = `Could not connect to ${url}. ${describeError(cause)}. Check --nats-url, and that the keys belong to this server.`;
    throw new CliError('unreachable', message, { cause });
  });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
