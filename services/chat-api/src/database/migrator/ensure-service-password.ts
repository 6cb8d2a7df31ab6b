import pg, { type ClientBase } from 'pg';
import type { ServiceRole } from './grant-service-role.ts';
import { runNamedScript } from './migration-error.ts';

const LOGIN_TIMEOUT_MS = 5_000;
const INVALID_PASSWORD_SQLSTATE = '28P01';

/**
 * Sets the password of the service role if PostgreSQL refuses the one that chat-api uses, for example because the
 * password was replaced. A password that works is not set again, because a pooler may have stored its hash. `ownerUrl`
 * leads to the database that the role uses.
 *
 * Throws `MigrationError` if the migrate job may not set the password.
 */
export async function ensureServicePassword(
  client: ClientBase,
  { name, password }: ServiceRole,
  ownerUrl: string,
): Promise<void> {
  const serviceUrl = new URL(ownerUrl);
  serviceUrl.username = encodeURIComponent(name);
  serviceUrl.password = encodeURIComponent(password);
  if (password === '' || !(await isPasswordRefused(serviceUrl.href))) return;
  await runNamedScript(`Password of the role ${name}`, () =>
    client.query(`ALTER ROLE ${client.escapeIdentifier(name)} PASSWORD ${client.escapeLiteral(password)}`),
  );
}

async function isPasswordRefused(serviceUrl: string): Promise<boolean> {
  const serviceClient = new pg.Client({
    connectionString: serviceUrl,
    connectionTimeoutMillis: LOGIN_TIMEOUT_MS,
  });
  serviceClient.on('error', () => {});
  try {
    await serviceClient.connect();
    return false;
  } catch (error) {
    // Any other problem, such as a certificate that the role needs, is not about the password.
    return (error as { code?: string }).code === INVALID_PASSWORD_SQLSTATE;
  } finally {
    await serviceClient.end().catch(() => {});
  }
}
