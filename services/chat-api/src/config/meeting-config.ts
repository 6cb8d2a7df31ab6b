import Type from 'typebox';
import { createPositiveIntegerSchema } from './integer-schema.ts';

/**
 * Returns the schema for a STUN or TURN URL. The URL consists of the scheme, the host, and optionally the port. The
 * scheme ends in `s` if the connection is encrypted. A TURN URL may also specify the transport.
 */
const createIceUrlSchema = (scheme: 'stun' | 'turn', example: string) =>
  Type.String({
    pattern: `^${scheme}s?:(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?${scheme === 'turn' ? '(\\?transport=(udp|tcp))?' : ''}$`,
    maxLength: 300,
    examples: [example],
  });

/** Variables for meetings and the servers that relay their media. */
export const meetingConfig = {
  STUN_URLS: Type.Optional(
    Type.Array(createIceUrlSchema('stun', 'stun:stun.school.example:3478'), {
      description: 'STUN servers for meetings, comma separated',
    }),
  ),
  TURN_URLS: Type.Optional(
    Type.Array(createIceUrlSchema('turn', 'turns:turn.school.example:5349?transport=tcp'), {
      description: 'TURN servers for meetings, comma separated. Requires TURN_SECRET',
    }),
  ),
  TURN_SECRET: Type.Optional(
    Type.String({
      secret: true,
      minLength: 16,
      maxLength: 256,
      description: 'Secret that the TURN servers share with chat-api (`static-auth-secret` of coturn)',
    }),
  ),
  MEETING_EMPTY_S: createPositiveIntegerSchema(
    60,
    'Number of seconds without participants after which a meeting ends',
    86_400,
  ),
};
