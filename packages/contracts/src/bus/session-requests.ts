import Type from 'typebox';
import { SessionId, UserId } from '../ids.ts';
import { LIMITS } from '../limits.ts';
import { Nullable } from '../time.ts';
import { AnyUserType, UserType } from '../user.ts';
import { defineBusRequest } from './request.ts';
import { RoomsPage } from './rooms-page.ts';

const ConnectingSession = Type.Object({ sessionId: SessionId, userId: UserId });
const AuthorizedUser = Type.Object({
  user: Type.Object({ id: UserId, name: Type.String(), userType: AnyUserType }),
  ...RoomsPage.properties,
});

/** Requests to chat-api about tokens, sessions, and the users who connect. */
export const SESSION_REQUESTS = {
  /**
   * Returns the public keys that verify access tokens, and the current time of PostgreSQL's clock, in Unix ms, as
   * `now`. All services check expiry times against that clock (AUTH-2). Older versions do not send `now`.
   */
  keys: defineBusRequest(
    'kcs.api.keys',
    Type.Object({}),
    Type.Object({
      keys: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      now: Type.Optional(Type.Integer()),
    }),
  ),
  /**
   * Checks that the session of a verified token has not ended, and returns the user and the first page of the user's
   * rooms. To get the other pages, send `roomsOfUser`. Fails with `UNAUTHENTICATED` if the session has ended.
   */
  authorizeConnect: defineBusRequest('kcs.api.authorize-connect', ConnectingSession, AuthorizedUser),
  /**
   * Does the same as `authorizeConnect` for several connections, with one statement. `results` has one entry for each
   * connection, in the same order. The entry of an ended session is the code `UNAUTHENTICATED`. With more connections,
   * the page of rooms of each user is smaller. Older versions do not serve this request.
   */
  authorizeConnections: defineBusRequest(
    'kcs.api.authorize-connections',
    Type.Object({
      connections: Type.Array(ConnectingSession, { minItems: 1, maxItems: LIMITS.USERS_PER_BUS_REQUEST }),
    }),
    Type.Object({
      results: Type.Array(
        Type.Union([AuthorizedUser, Type.Object({ code: Type.Literal('UNAUTHENTICATED') })]),
      ),
    }),
  ),
  /**
   * Finds or creates the user for a verified token from the identity provider, updates the user's profile from the
   * token, and opens the token's session. If several first requests arrive at the same time, the user is still created
   * only once. The caller then checks the session with `authorizeConnect`. Fails with `UNAUTHENTICATED` if the user is
   * deactivated.
   */
  admitExternal: defineBusRequest(
    'kcs.api.admit-external',
    Type.Object({
      issuer: Type.String({ minLength: 1, maxLength: 512 }),
      subject: Type.String({ minLength: 1, maxLength: 255 }),
      sessionId: SessionId,
      profile: Type.Object({
        name: Type.String({ minLength: 1, maxLength: LIMITS.USER_NAME_CODE_POINTS }),
        email: Nullable(Type.String({ maxLength: 254 })),
        userType: UserType,
      }),
      issuedAt: Type.Integer({ minimum: 0 }),
      expiresAt: Type.Integer({ minimum: 0 }),
    }),
    Type.Object({ userId: UserId }),
  ),
  /**
   * Returns which of the given sessions have ended. Gateways send this request regularly, because a `sessionsEnded`
   * notice can be lost (END-7).
   */
  endedSessions: defineBusRequest(
    'kcs.api.ended-sessions',
    Type.Object({ sessionIds: Type.Array(SessionId, { maxItems: 1000 }) }),
    Type.Object({ ended: Type.Array(Type.Object({ sessionId: SessionId, code: Type.String() })) }),
  ),
} as const;
