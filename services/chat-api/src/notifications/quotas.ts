import { ChatError } from '@kcs/contracts';
import type { RedisClient } from '@kcs/service-kit';
import { createUsageCounter } from '../limits/counter.ts';
import type { ServiceAccount } from '../service-accounts/rows/service-accounts.ts';

const DOCUMENTS_PER_SECOND = 100;
const DOCUMENTS_PER_DAY = 100_000;
const RECIPIENTS_PER_DAY = 1_000_000;
/** Maximum number of dead letters to store per producer and day. Further dead letters are only counted. */
const DEAD_LETTERS_PER_DAY = 10_000;

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/**
 * Limits the documents and recipients of each producer (NOTIFY-6). All replicas share the counts. A document counts
 * toward the second and the day in which it arrived, so processing a backlog after an outage does not exceed a quota.
 */
export interface NotificationQuotas {
  /** Counts one document. Throws `RATE_LIMITED` if it exceeds one of the producer's quotas for documents. */
  takeDocument(account: ServiceAccount, arrivedAt: number): Promise<void>;
  /** Counts the recipients of a document. Throws `RATE_LIMITED` if the producer would exceed its daily quota. */
  takeRecipients(account: ServiceAccount, count: number, arrivedAt: number): Promise<void>;
  /** Counts one dead letter, and returns whether it may be stored. */
  takeDeadLetter(producer: string): Promise<boolean>;
}

/** A daily quota of a producer. */
export type DailyQuota = 'documents' | 'recipients';

/** `onUsed` is called with the used part of a producer's daily quota, from 0 to 1. */
export function createNotificationQuotas(
  redis: RedisClient,
  onUsed: (producer: string, quota: DailyQuota, ratio: number) => void = () => {},
): NotificationQuotas {
  const createDailyCounter = (keyPrefix: string) =>
    createUsageCounter(redis, { keyPrefix, windowS: 2 * 86_400 });
  const documentsPerSecondCounter = createUsageCounter(redis, {
    keyPrefix: 'kcs:limit:notify-second',
    windowS: 60,
  });
  const documentsPerDayCounter = createDailyCounter('kcs:limit:notify-day');
  const recipientsPerDayCounter = createDailyCounter('kcs:limit:notify-recipients');
  const deadLettersPerDayCounter = createDailyCounter('kcs:limit:notify-dead');
  return {
    async takeDocument({ id, name, documentsPerSecond, documentsPerDay }, arrivedAt) {
      const second = Math.floor(arrivedAt / SECOND_MS);
      const maxPerSecond = documentsPerSecond ?? DOCUMENTS_PER_SECOND;
      const inSecond = await documentsPerSecondCounter.penalty(`${id}:${second}`, 1);
      if (inSecond.consumedPoints > maxPerSecond) {
        throw createQuotaError(`${maxPerSecond} documents per second`, SECOND_MS - (arrivedAt % SECOND_MS));
      }
      const maxPerDay = documentsPerDay ?? DOCUMENTS_PER_DAY;
      const inDay = await documentsPerDayCounter.penalty(`${id}:${Math.floor(arrivedAt / DAY_MS)}`, 1);
      onUsed(name, 'documents', Math.min(1, inDay.consumedPoints / maxPerDay));
      if (inDay.consumedPoints > maxPerDay) {
        throw createQuotaError(`${maxPerDay} documents per day (UTC)`, DAY_MS - (arrivedAt % DAY_MS));
      }
    },
    async takeRecipients({ id, name, recipientsPerDay }, count, arrivedAt) {
      if (count === 0) return;
      const maxPerDay = recipientsPerDay ?? RECIPIENTS_PER_DAY;
      const key = `${id}:${Math.floor(arrivedAt / DAY_MS)}`;
      const inDay = await recipientsPerDayCounter.penalty(key, count);
      onUsed(name, 'recipients', Math.min(1, inDay.consumedPoints / maxPerDay));
      if (inDay.consumedPoints <= maxPerDay) return;
      await recipientsPerDayCounter.reward(key, count);
      throw createQuotaError(`${maxPerDay} recipients per day (UTC)`, DAY_MS - (arrivedAt % DAY_MS));
    },
    async takeDeadLetter(producer) {
      const key = `${producer}:${Math.floor(Date.now() / DAY_MS)}`;
      return (await deadLettersPerDayCounter.penalty(key, 1)).consumedPoints <= DEAD_LETTERS_PER_DAY;
    },
  };
}

const createQuotaError = (quota: string, retryAfterMs: number): ChatError =>
  new ChatError(
    'RATE_LIMITED',
    `The service account may send at most ${quota}. Send fewer, wait, or ask an Admin for a higher quota.`,
    { retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) },
  );
