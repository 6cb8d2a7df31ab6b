import {
  CreateUserBody,
  EraseUserBody,
  Erasure,
  ListUsersQuery,
  LookupUserQuery,
  PatchUserBody,
  User,
  UserId,
  UserProfile,
} from '@kcs/contracts';
import Type from 'typebox';
import { createListRouteSchema, createRouteSchema } from '../envelope/route-schema.ts';

const openApiTags: [string] = ['Users'];
const userParamsSchema = Type.Object({ id: UserId });

export const listUsersRouteSchema = createListRouteSchema(
  {
    tags: openApiTags,
    summary: 'List users, sorted by name',
    description:
      'The search finds names that contain every word, in any order. Accents, apostrophes, and letter case do not matter. `not_in_room` leaves out the members of the given room. The caller must be a member of this room. Admins also see emails and deactivated accounts, and can search by email.',
    querystring: ListUsersQuery,
  },
  User,
);
export const userProfileRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Get the profile and presence of a user',
    description: 'Only Admins and the user themselves see the email.',
    params: userParamsSchema,
  },
  UserProfile,
  ['USER_NOT_FOUND'],
);
export const lookUpUserRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Find a user by email, or by issuer and subject (Admin only)',
    description:
      'An email finds the account that logs in with this email. If there is no such account, the email finds a user of the identity provider.',
    querystring: LookupUserQuery,
  },
  User,
  ['FORBIDDEN', 'USER_NOT_FOUND', 'CONFLICT'],
);
export const createUserRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Create an account (Admin only)',
    description: 'A service account with the scope users:write can create every user except Admins.',
    body: CreateUserBody,
  },
  { 201: User },
  ['FORBIDDEN', 'CONFLICT'],
);
export const updateUserRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Change an account (Admin only)',
    description:
      'A deactivation or password reset ends all sessions of the user and closes their sockets. If the user belongs to the identity provider, a new name or type lasts until the provider changes the same field, and a password reset fails with 409. A service account with the scope users:write can change the users that it created, except Admins.',
    params: userParamsSchema,
    body: PatchUserBody,
  },
  User,
  ['FORBIDDEN', 'USER_NOT_FOUND', 'CONFLICT'],
);
export const eraseUserRouteSchema = createRouteSchema(
  {
    tags: openApiTags,
    summary: 'Erase a person (Admin only)',
    description:
      'Erases the profile, ends all sessions, and then erases messages, reactions, and events in the background. Messages of others keep their seqs. Send the request again to see whether everything is erased. An erasure cannot be undone.',
    params: userParamsSchema,
    body: EraseUserBody,
  },
  { 202: Erasure },
  ['FORBIDDEN', 'USER_NOT_FOUND', 'CONFLICT'],
);
