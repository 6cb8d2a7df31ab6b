import { flushWithin } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Database } from '../database/database.ts';
import { announceMeetingEnd, type EndedMeeting } from './announce-end.ts';

interface EmptyMeetingEnderOptions {
  readonly db: Pick<Database, 'prisma' | 'checkWritable'>;
  readonly nc: NatsConnection;
  /** How long a meeting may be empty before it ends. */
  readonly emptyMs: number;
  readonly now?: () => number;
}

const NATS_PROBE_TIMEOUT_MS = 2_000;
/**
 * Maximum pause between two successful probes of NATS and PostgreSQL. After a longer pause, for example because this
 * process or PostgreSQL was frozen, the connections count as interrupted.
 */
const MAX_PROBE_PAUSE_MS = 15_000;

/**
 * Ends meetings without participants (MEET-2). PostgreSQL's clock decides how long a meeting has been empty, so any
 * replica can end a meeting, even if all gateways have died.
 *
 * The gateways' reports arrive over NATS and are stored in PostgreSQL. While either is unavailable, no report is stored,
 * and occupied meetings look empty. A replica therefore ends meetings only after it has reached both without
 * interruption for as long as a meeting may be empty.
 */
export class EmptyMeetingEnder {
  readonly #options: EmptyMeetingEnderOptions;
  readonly #now: () => number;
  #reachableSince: number | undefined;
  #probedAt = Number.NEGATIVE_INFINITY;

  constructor(options: EmptyMeetingEnderOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Ends the meetings that have been empty for too long, unless reports from gateways may be missing. */
  async end(): Promise<void> {
    if (!(await this.#canJudge())) return;
    const { db, nc, emptyMs } = this.#options;
    const endedMeetings = await db.prisma.$queryRaw<EndedMeeting[]>`
      UPDATE meetings g SET ended_at = clock_timestamp(), end_reason = 'empty'
      WHERE g.ended_at IS NULL AND g.occupied_at < now() - make_interval(secs => ${emptyMs / 1_000}::double precision)
      RETURNING g.id, g.room_id AS "roomId", iso(g.ended_at) AS "endedAt"`;
    for (const meeting of endedMeetings) announceMeetingEnd({ nc }, meeting, 'empty');
  }

  async #canJudge(): Promise<boolean> {
    const { db, nc, emptyMs } = this.#options;
    try {
      await flushWithin(nc, NATS_PROBE_TIMEOUT_MS);
      await db.checkWritable();
    } catch {
      this.#reachableSince = undefined;
      return false;
    }
    const now = this.#now();
    if (now - this.#probedAt > MAX_PROBE_PAUSE_MS) this.#reachableSince = undefined;
    this.#probedAt = now;
    this.#reachableSince ??= now;
    return now - this.#reachableSince >= emptyMs;
  }
}
