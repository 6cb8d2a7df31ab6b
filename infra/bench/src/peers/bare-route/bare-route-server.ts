import { createTokenVerifier, readSigningKeys, toKeySource } from '@kcs/auth';
import { Message, SendMessageBody } from '@kcs/contracts';
import Fastify from 'fastify';

/**
 * One Fastify route with the schemas and the token check of chat-api's route for sending a message. It stores nothing,
 * so no such route can cost less.
 */
const { SIGNING_KEYS = '', TOKEN_ISSUER = '', LISTEN_PORT, ANSWER = '' } = process.env;

const signingKeys = await readSigningKeys(SIGNING_KEYS);
const verifier = createTokenVerifier({
  keys: await toKeySource(signingKeys.publicKeys),
  issuer: TOKEN_ISSUER,
  audience: TOKEN_ISSUER,
});
const message = JSON.parse(ANSWER) as Message;

const app = Fastify({ logger: { level: 'warn' } });
const schema = {
  body: SendMessageBody,
  response: {
    201: {
      type: 'object',
      properties: { success: { type: 'boolean' }, data: Message },
      required: ['success', 'data'],
    },
  },
};
app.post('/api/v1/chat/rooms/:id/messages', { schema }, async (request, reply) => {
  await verifier.verify((request.headers.authorization ?? '').replace('Bearer ', ''));
  return reply.code(201).send({ success: true, data: message });
});
await app.listen({ host: '127.0.0.1', port: Number(LISTEN_PORT) });
console.log('Listening');
