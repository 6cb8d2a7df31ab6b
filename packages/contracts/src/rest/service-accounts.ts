import Type from 'typebox';
import { ServiceAccountId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { allowNewerValues } from '../newer-values.ts';
import { Nullable, Timestamp } from '../time.ts';
import { UserType } from '../user.ts';
import { createNameSchema } from './create-name-schema.ts';
import { createPageQueryProperties } from './envelope.ts';

/** The actions that an Admin can allow a service account to perform (AUTH-22). */
export const ServiceScope = Type.Union([
  Type.Literal('notifications:write'),
  Type.Literal('users:read'),
  Type.Literal('users:write'),
  Type.Literal('rooms:read'),
  Type.Literal('messages:write'),
  Type.Literal('tokens:create'),
]);
export type ServiceScope = Type.Static<typeof ServiceScope>;

/** The name of a service account. It is part of NATS subjects, so it contains no dots or wildcards. */
export const ServiceAccountName = Type.String({
  pattern: '^[a-z][a-z0-9-]{1,31}$',
  maxLength: 32,
  description: '2 to 32 characters: a letter, followed by letters, digits, and hyphens, all lowercase',
});

const NotificationQuota = Nullable(Type.Integer({ minimum: 0, maximum: 1_000_000_000 }));
/** The limits for a service account's notifications. Null means that the default applies. */
const NOTIFICATION_QUOTA_FIELDS = {
  documents_per_second: NotificationQuota,
  documents_per_day: NotificationQuota,
  recipients_per_day: NotificationQuota,
} as const;

/** A program's account, without its token (AUTH-17). */
export const ServiceAccount = Type.Object({
  id: ServiceAccountId,
  name: ServiceAccountName,
  scopes: Type.Array(allowNewerValues(ServiceScope)),
  active: Type.Boolean(),
  bot_user_id: Nullable(UserId),
  ...NOTIFICATION_QUOTA_FIELDS,
  created_by: Type.String({ description: 'The id of the Admin who created the account' }),
  created_at: Timestamp,
  last_used_at: Nullable(Timestamp),
});
export type ServiceAccount = Type.Static<typeof ServiceAccount>;

const ServiceToken = Type.String({
  description: 'The token of the account. It is shown only in this response.',
});
export const CreatedServiceAccount = Type.Object({ ...ServiceAccount.properties, token: ServiceToken });
export type CreatedServiceAccount = Type.Static<typeof CreatedServiceAccount>;

const ServiceScopes = Type.Array(ServiceScope, { uniqueItems: true, maxItems: ServiceScope.anyOf.length });

export const ListServiceAccountsQuery = Type.Object(createPageQueryProperties(), {
  additionalProperties: false,
});
export const CreateServiceAccountBody = Type.Object(
  { name: ServiceAccountName, scopes: ServiceScopes },
  { additionalProperties: false, examples: [{ name: 'homework', scopes: ['notifications:write'] }] },
);
export const PatchServiceAccountBody = Type.Object(
  {
    scopes: Type.Optional(ServiceScopes),
    active: Type.Optional(Type.Boolean()),
    documents_per_second: Type.Optional(NotificationQuota),
    documents_per_day: Type.Optional(NotificationQuota),
    recipients_per_day: Type.Optional(NotificationQuota),
  },
  { additionalProperties: false, minProperties: 1 },
);
export type PatchServiceAccountBody = Type.Static<typeof PatchServiceAccountBody>;

/** The maximum time for which the old token stays valid after a rotation: 30 days. */
const MAX_TOKEN_GRACE_PERIOD_S = 2_592_000;
/** How long the old token stays valid by default: 24 hours. */
export const DEFAULT_TOKEN_GRACE_PERIOD_S = 86_400;
export const RotateServiceAccountBody = Type.Object(
  {
    grace_period_s: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_TOKEN_GRACE_PERIOD_S,
        default: DEFAULT_TOKEN_GRACE_PERIOD_S,
        description: 'How many seconds the old token stays valid. The default is 24 hours',
      }),
    ),
  },
  { additionalProperties: false },
);
export const RotatedServiceTokenResult = Type.Object({
  token: ServiceToken,
  old_tokens_expire_at: Timestamp,
});

export const NatsCredentials = Type.Object({
  creds: Type.String({ description: 'The text of a NATS credentials file' }),
  expires_at: Timestamp,
});
export type NatsCredentials = Type.Static<typeof NatsCredentials>;

export const IssueUserTokenBody = Type.Object(
  {
    subject: Type.String({ minLength: 1, maxLength: 255, description: "The user's id in the application" }),
    name: Type.Optional(createNameSchema(LIMITS.USER_NAME_CODE_POINTS)),
    user_type: Type.Optional(UserType),
  },
  { additionalProperties: false, examples: [{ subject: '4711', name: 'Ada', user_type: 'Student' }] },
);
export const IssuedUserToken = Type.Object({
  token: Type.String(),
  expires_in: Type.Integer({ description: 'The lifetime of the token in seconds' }),
  user_id: UserId,
});
export type IssuedUserToken = Type.Static<typeof IssuedUserToken>;
