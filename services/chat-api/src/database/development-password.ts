/** The PostgreSQL password that docker-compose.yml uses by default. It is publicly known. */
const DEVELOPMENT_DATABASE_PASSWORD = 'kcs';

/** Returns whether a URL of PostgreSQL contains the password that is publicly known. */
export function containsDevelopmentPassword(url: string): boolean {
  return url.includes(`:${DEVELOPMENT_DATABASE_PASSWORD}@`);
}
