import type { ServerEventPayload } from '@kcs/contracts';

/** A message that gateways send to each other about a meeting. */
export type MeetingMessage =
  /** The meeting has a new roster in Redis. */
  | { readonly kind: 'roster'; readonly meetingId: string }
  | { readonly kind: 'signal'; readonly payload: ServerEventPayload<'webrtc-signal'> }
  | { readonly kind: 'chat'; readonly payload: ServerEventPayload<'chat-in-meet'> };
