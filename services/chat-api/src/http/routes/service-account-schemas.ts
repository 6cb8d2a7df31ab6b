import {
  CreatedServiceAccount,
  CreateServiceAccountBody,
  ListServiceAccountsQuery,
  PatchServiceAccountBody,
  RotatedServiceTokenResult,
  RotateServiceAccountBody,
  ServiceAccount,
  ServiceAccountId,
} from '@kcs/contracts';
import Type from 'typebox';
import { createListRouteSchema, createRouteSchema, EmptyObjectSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Service accounts'];
const accountParamsSchema = Type.Object({ id: ServiceAccountId });

export const createAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Create a service account for a program (Admin only)',
    description:
      'The program sends the token as `Authorization: Bearer <token>`. Only this response contains the token. An account with the scope rooms:read or messages:write has a bot user. Members add the bot user to a room in the same way as a person.',
    body: CreateServiceAccountBody,
  },
  { 201: CreatedServiceAccount },
  ['FORBIDDEN', 'CONFLICT'],
);
export const listAccountsRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List service accounts, sorted by name (Admin only)',
    querystring: ListServiceAccountsQuery,
  },
  ServiceAccount,
  ['FORBIDDEN'],
);
export const updateAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Change the scopes, the state, or the quotas of a service account (Admin only)',
    description: 'The name never changes. A deactivated account can be activated again.',
    params: accountParamsSchema,
    body: PatchServiceAccountBody,
  },
  ServiceAccount,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
export const rotateTokenRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Give a service account a new token (Admin only)',
    description:
      'The old token stays valid for the grace period. With `grace_period_s: 0`, it ends immediately.',
    params: accountParamsSchema,
    body: RotateServiceAccountBody,
  },
  { 201: RotatedServiceTokenResult },
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
export const deleteAccountRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Delete a service account (Admin only)',
    description: 'Its tokens end immediately. Its name can never be used again.',
    params: accountParamsSchema,
  },
  EmptyObjectSchema,
  ['FORBIDDEN', 'SERVICE_ACCOUNT_NOT_FOUND'],
);
