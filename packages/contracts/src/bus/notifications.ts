/** The durable consumer that all replicas of chat-api share to take documents off the producers' streams (NOTIFY-3). */
export const NOTIFICATION_CONSUMER = { durableName: 'chat-api', ackWaitMs: 1_000 } as const;

/** Returns the subject of a producer's notifications. The producer may also use the subjects below it (NOTIFY-1). */
export const buildNotificationSubject = (producer: string): string => `chat.notify.${producer}`;

/** Returns the name of the stream that stores the notifications of a producer (BUS-4). */
export const buildNotificationStreamName = (producer: string): string => `NOTIFY_${producer}`;
