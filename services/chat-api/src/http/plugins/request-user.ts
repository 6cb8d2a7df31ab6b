import type { UserType } from '@kcs/contracts';
import type {} from 'fastify';

/** Who asks: set by the auth plugin for every route that is not public. */
export interface RequestUser {
  readonly id: string;
  readonly name: string;
  readonly userType: UserType;
  readonly sessionId: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    user: RequestUser;
  }
  interface FastifyContextConfig {
    /** Answers without a token. */
    readonly public?: boolean;
    /** For Admins alone; others get `FORBIDDEN`. */
    readonly admin?: boolean;
  }
}
