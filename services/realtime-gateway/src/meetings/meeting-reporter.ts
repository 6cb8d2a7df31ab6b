import { type CHAT_API_REQUESTS, LIMITS, type ReplyOf, type RequestOf } from '@kcs/contracts';
import type { Logger } from '@kcs/service-kit';
import { OutageLog } from '../health/outage-log.ts';
import type { MeetingExits } from './meeting-exits.ts';

type ReportMeetingsRequest = typeof CHAT_API_REQUESTS.reportMeetings;
type MeetingReport = RequestOf<ReportMeetingsRequest>['meetings'];

export interface MeetingReporterOptions {
  readonly exits: MeetingExits;
  readonly reportMeetings: (
    query: RequestOf<ReportMeetingsRequest>,
  ) => Promise<ReplyOf<ReportMeetingsRequest>>;
  readonly logger: Logger;
}

/** Reports occupied meetings to chat-api, and takes local users out of meetings that chat-api names in its reply. */
export class MeetingReporter {
  readonly #options: MeetingReporterOptions;
  readonly #reportOutage: OutageLog;

  constructor(options: MeetingReporterOptions) {
    this.#options = options;
    this.#reportOutage = new OutageLog(options.logger, 'Reporting meetings to chat-api');
  }

  /** Reports meetings. Never rejects. */
  async report(report: MeetingReport): Promise<void> {
    try {
      for (let at = 0; at < report.length; at += LIMITS.MEETINGS_PER_REPORT) {
        await this.#reportBatch(report.slice(at, at + LIMITS.MEETINGS_PER_REPORT));
      }
    } catch (err) {
      this.#reportOutage.failed(err);
    }
  }

  async #reportBatch(batch: MeetingReport): Promise<void> {
    const { exits, reportMeetings } = this.#options;
    const { ended, removed } = await reportMeetings({ meetings: batch });
    this.#reportOutage.succeeded();
    for (const { meetingId, reason } of ended) exits.meetingEnded(meetingId, { reason });
    for (const { meetingId, userIds } of removed) {
      for (const userId of userIds) exits.userExcluded(userId, meetingId);
    }
  }
}
