import { type MeetingEndReason, NOTICES } from '@kcs/contracts';
import { publishNotice } from '@kcs/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';

export interface EndedMeeting {
  readonly id: string;
  readonly roomId: string;
  readonly endedAt: string;
}

/**
 * Announces the end of a meeting to the gateways. Call this after the end is committed. If a notice is lost, the
 * gateways learn of the end from the reply to their next report.
 */
export function announceMeetingEnd(
  { nc }: { readonly nc: NatsConnection },
  { id, roomId, endedAt }: EndedMeeting,
  reason: MeetingEndReason,
): void {
  publishNotice(nc, NOTICES.meetingEnded, { meetingId: id, roomId, reason, timestamp: endedAt });
}
