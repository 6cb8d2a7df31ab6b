import { createChatClient, tokenSession } from '../../dist/index.js';
import { fileOutbox } from '../../dist/node.js';

/**
 * The options of this test program, which `restarts.test.ts` starts. The program adds messages to a file outbox and
 * sends until it is killed.
 */
const { URL_OF_API: url = '', TOKEN = '', OUTBOX = '', ROOM = '', FROM = '0', TO = '0' } = process.env;

const session = await tokenSession({ url, getToken: () => TOKEN });
const outbox = await fileOutbox(OUTBOX);
const socketUrl = process.env.URL_OF_SOCKETS ?? url;
const client = createChatClient({ session, outbox, socketUrl });
for (let n = Number(FROM); n < Number(TO); n += 1) await client.send(ROOM, { content: `message ${n}` });
process.stdout.write('written\n');
