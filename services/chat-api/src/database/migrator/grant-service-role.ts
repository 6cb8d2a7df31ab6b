import type { ClientBase } from 'pg';
import { runNamedScript } from './migration-error.ts';

/** The role that chat-api uses to connect to PostgreSQL. */
export interface ServiceRole {
  readonly name: string;
  /** The password that the role gets if it does not exist yet, or if it cannot log in with this password. */
  readonly password: string;
}

/** Tables that chat-api may only read: they belong to the migrate job. */
const READ_ONLY_TABLES = ['schema_migrations', 'schema_functions'];
/** Tables that chat-api may only read and append to (ADMIN-6). */
const APPEND_ONLY_TABLES = ['audit_log'];
/** The partition from which chat-api itself deletes expired events. The owner of the tables drops the weekly ones. */
const DEFAULT_PARTITION = 'room_events_default';

/**
 * Gives the role exactly the permissions that chat-api needs, and creates the role if it does not exist. The role owns
 * nothing, so it cannot change tables, and it cannot change or delete entries of the audit log. Partitions of the event
 * log are maintained by a function that runs as the owner of the tables.
 *
 * Throws `MigrationError` if PostgreSQL refuses, for example because the migrate job may not create roles.
 */
export async function grantServiceRole(client: ClientBase, role: ServiceRole): Promise<void> {
  await runNamedScript(`Permissions of the role ${role.name}`, () => runGrants(client, role));
}

async function runGrants(client: ClientBase, { name, password }: ServiceRole): Promise<void> {
  const roleName = client.escapeIdentifier(name);
  await client.query('BEGIN');
  try {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
    if (rowCount === 0)
      await client.query(`CREATE ROLE ${roleName} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const { rows: tables } = await client.query<{ name: string }>(`
      SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        AND (NOT relispartition OR relname = '${DEFAULT_PARTITION}')`);
    for (const table of tables) {
      const tableName = client.escapeIdentifier(table.name);
      await client.query(`REVOKE ALL ON ${tableName} FROM ${roleName}`);
      await client.query(`GRANT ${listPrivileges(table.name)} ON ${tableName} TO ${roleName}`);
    }
    await client.query(`
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO ${roleName};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${roleName};
      REVOKE ALL ON FUNCTION maintain_event_partitions FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION maintain_event_partitions TO ${roleName}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function listPrivileges(table: string): string {
  if (READ_ONLY_TABLES.includes(table)) return 'SELECT';
  if (APPEND_ONLY_TABLES.includes(table)) return 'SELECT, INSERT';
  return 'SELECT, INSERT, UPDATE, DELETE';
}
