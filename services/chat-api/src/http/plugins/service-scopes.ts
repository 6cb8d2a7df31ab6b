import type { ServiceScope } from '@kcs/contracts';

/**
 * The routes that service accounts are allowed to call, each with the scope that the account needs (AUTH-22). Service
 * accounts are not allowed to call any other routes.
 */
export const SCOPES_BY_ROUTE: Readonly<Record<string, ServiceScope>> = {
  'GET /api/v1/users': 'users:read',
  'GET /api/v1/users/lookup': 'users:read',
  'GET /api/v1/users/:id': 'users:read',
  'POST /api/v1/users': 'users:write',
  'PATCH /api/v1/users/:id': 'users:write',
  'GET /api/v1/chat/rooms/:id/events': 'rooms:read',
  'GET /api/v1/chat/rooms/:id/messages': 'rooms:read',
  'GET /api/v1/chat/messages/:id': 'rooms:read',
  'POST /api/v1/chat/rooms/:id/messages': 'messages:write',
  'POST /api/v1/service-accounts/me/user-tokens': 'tokens:create',
  'POST /api/v1/notifications': 'notifications:write',
  'GET /api/v1/notifications/:id': 'notifications:write',
  'GET /api/v1/service-accounts/me/dead-letters': 'notifications:write',
  'POST /api/v1/service-accounts/:id/nats-credentials': 'notifications:write',
};
