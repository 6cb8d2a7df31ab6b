/**
 * A stand-in for the migrate program. It creates the database user of chat-api, and a table with one row that identifies
 * the run.
 */
import pg from 'pg';

const postgresClient = new pg.Client({
  connectionString: process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL,
});
await postgresClient.connect();
const { username, password } = new URL(process.env.DATABASE_URL);
const { rowCount } = await postgresClient.query('select 1 from pg_roles where rolname = $1', [username]);
if (rowCount === 0) await postgresClient.query(`create role ${username} login password '${password}'`);
await postgresClient.query('create table migrated (at text)');
await postgresClient.query('insert into migrated values ($1)', [`${process.pid}-${Date.now()}`]);
await postgresClient.query('grant select on migrated to public');
await postgresClient.end();
