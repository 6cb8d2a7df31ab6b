import { ChatError } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { toDatabaseError } from './database-error.ts';

/** The retries take about 8 s in total. When a whole system starts, DNS and PostgreSQL may not be ready yet. */
const RETRY_OPTIONS = { attempts: 5, baseMs: 500, maxMs: 4_000 };

/** Runs an idempotent job, and repeats it while PostgreSQL is unreachable. Throws any other error immediately. */
export async function retryWhileUnreachable<T>(job: () => Promise<T>): Promise<T> {
  const outcome = await retry(
    () =>
      job().then(
        (value) => ({ ok: true as const, value }),
        (error: unknown) => {
          if (toDatabaseError(error) instanceof ChatError) throw error;
          return { ok: false as const, error };
        },
      ),
    RETRY_OPTIONS,
  );
  if (outcome.ok) return outcome.value;
  throw outcome.error;
}
