import { ChatError } from '@kcs/contracts';
import { retry } from '@kcs/service-kit';
import { mapUnavailableError } from './database-outage.ts';

/**
 * The pauses between the five attempts take about 8 s in total. This gives DNS and PostgreSQL time to become ready when
 * the whole system starts at once.
 */
const UNREACHABLE_RETRY_OPTIONS = { attempts: 5, baseMs: 500, maxMs: 4_000 };

/**
 * Runs an idempotent job. If PostgreSQL is unavailable, runs the job again, up to 5 times in total. Throws any other
 * error immediately.
 */
export async function retryWhileUnreachable<T>(job: () => Promise<T>): Promise<T> {
  const jobOutcome = await retry(
    () =>
      job().then(
        (value) => ({ ok: true as const, value }),
        (error: unknown) => {
          if (mapUnavailableError(error) instanceof ChatError) throw error;
          return { ok: false as const, error };
        },
      ),
    UNREACHABLE_RETRY_OPTIONS,
  );
  if (jobOutcome.ok) return jobOutcome.value;
  throw jobOutcome.error;
}
