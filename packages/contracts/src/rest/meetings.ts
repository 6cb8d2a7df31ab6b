import Type from 'typebox';
import { IceServer } from '../meeting.ts';
import { Nullable, Timestamp } from '../time.ts';
import { createPageQueryProperties } from './envelope.ts';

export const ListMeetingsQuery = Type.Object(createPageQueryProperties(), { additionalProperties: false });

/**
 * The STUN and TURN servers of a meeting, and the time when the TURN credentials expire (MEET-3). The time is null if
 * no server needs credentials.
 */
export const IceServersWithExpiry = Type.Object({
  ice_servers: Type.Array(IceServer),
  expires_at: Nullable(Timestamp),
});
export type IceServersWithExpiry = Type.Static<typeof IceServersWithExpiry>;
