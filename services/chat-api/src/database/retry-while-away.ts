import { ChatError } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { toDatabaseError } from './database-error.ts';

/** About 8 s in all: a job at the start of a system meets name servers and databases that are starting themselves. */
const PATIENCE = { attempts: 5, baseMs: 500, maxMs: 4_000 };

/** Runs an idempotent job again while PostgreSQL cannot be reached; any other failure ends it at once. */
export async function retryWhileAway<T>(job: () => Promise<T>): Promise<T> {
  const outcome = await retry(
    () =>
      job().then(
        (value) => ({ ok: true as const, value }),
        (error: unknown) => {
          if (toDatabaseError(error) instanceof ChatError) throw error;
          return { ok: false as const, error };
        },
      ),
    PATIENCE,
  );
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}
