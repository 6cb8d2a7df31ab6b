/** The services of KCS Chat. Each service has its own user in NATS and in Redis. */
export const SERVICES = ['chat-api', 'realtime-gateway', 'presence'] as const;

export type ServiceName = (typeof SERVICES)[number];

/**
 * The name of a service, or `admin` for the operator of the system. The operator may do everything, and no service has
 * the operator's credentials.
 */
export type ServerUserName = ServiceName | 'admin';

export const SERVER_USERS: readonly ServerUserName[] = [...SERVICES, 'admin'];
