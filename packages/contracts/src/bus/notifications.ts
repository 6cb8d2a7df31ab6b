/** The durable consumer by which all replicas of chat-api take documents off the streams of producers (NOTIFY-3). */
export const NOTIFICATION_CONSUMER = { durableName: 'chat-api', ackWaitMs: 1_000 } as const;

/** Returns the subject to which a producer publishes notifications. Subjects below it are allowed too (NOTIFY-1). */
export const buildNotificationSubject = (producer: string): string => `chat.notify.${producer}`;
