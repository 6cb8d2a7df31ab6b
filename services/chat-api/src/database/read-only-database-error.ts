/** Thrown by the check of a database that refuses writes. */
export class ReadOnlyDatabaseError extends Error {
  constructor() {
    super('PostgreSQL is read-only. Make it writable, or set DATABASE_URL to the primary server.');
    this.name = 'ReadOnlyDatabaseError';
  }
}
