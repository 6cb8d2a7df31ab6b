/** A stand-in for the migrate program. It creates a table with one row that identifies the run. */
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('create table migrated (at text)');
await client.query('insert into migrated values ($1)', [`${process.pid}-${Date.now()}`]);
await client.end();
