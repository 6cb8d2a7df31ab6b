import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, credsAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import t, { type Test } from 'tap';
import { type NotifyRun, runNotify, startNotify } from '../support/run-notify.ts';
import { getSharedSystem } from './system.ts';

const PRODUCER = 'cli-homework';
const ESCAPE = '\x1b';

t.test('kcs-notify publishes notifications and manages their producers', { timeout: 120_000 }, async (t) => {
  const system = await getSharedSystem();
  const admin = await system.admin();
  const ada = await system.user({ name: 'Ada' });
  const socket = await ada.connect(system.gateways[1]);
  const folder = t.testdir();
  const fileIn = (name: string) => join(folder, name);
  system.nats.writeOperatorKeys(folder);
  const env = { KCS_URL: system.frontDoor, KCS_NATS_URL: system.nats.url };
  const adminEnv = { ...env, KCS_ADMIN_TOKEN: admin.token };
  const operatorEnv = { ...env, KCS_KEYS: folder };
  const run = (args: readonly string[], runEnv: Record<string, string> = adminEnv, stdin = '') =>
    runNotify(args, { env: runEnv, stdin });
  /** Asserts that a run failed with the given exit code, and that its error says what to do. */
  const assertFails = (t: Test, run: NotifyRun, code: number, message: RegExp) => {
    t.match({ code: run.code, stdout: run.text, stderr: run.stderr }, { code, stdout: '', stderr: message });
    t.notMatch(run.stderr, / at .*:\d+:\d+/, 'no stack trace');
  };
  const openProducer = async (credsFile: string): Promise<NatsConnection> => {
    const producer = await connect({
      servers: system.nats.url,
      authenticator: credsAuthenticator(readFileSync(credsFile)),
      inboxPrefix: `_INBOX_${PRODUCER}`,
    });
    t.teardown(() => producer.close());
    return producer;
  };

  const created = await run(['account', 'create', PRODUCER, '--json']);
  t.equal(created.code, 0, created.stderr);
  const { id: accountId, token } = JSON.parse(created.text);
  t.teardown(() => admin.request('DELETE', `/service-accounts/${accountId}`));
  const serviceEnv = { ...env, KCS_SERVICE_TOKEN: token };
  const to = ['--to', `user:${ada.id}`];
  const credsFile = fileIn('producer.creds');

  t.test('account create refuses a name that exists, and list shows all accounts', async (t) => {
    assertFails(t, await run(['account', 'create', PRODUCER]), 1, /CONFLICT: .*Choose another name/s);
    assertFails(t, await run(['account', 'list'], env), 2, /Set KCS_ADMIN_TOKEN/);
    const { text } = await run(['account', 'list']);
    t.match(text, /^NAME +STATE +LAST USED +SCOPES\n/);
    t.match(text, new RegExp(`^${PRODUCER} +active +never +notifications:write$`, 'm'));
    t.ok(text.split('\n').every((line) => line.length <= 80));
  });

  t.test('send publishes over HTTP, from options, a file, or standard input', async (t) => {
    const sent = await run(['send', '--id', 'cli-1', '--type', 'cli', '--title', 'Due', ...to], serviceEnv);
    t.equal(sent.text, 'Accepted cli-1 for 1 recipient.\n', sent.stderr);
    t.match(await socket.next('chat-notification', ({ type }) => type === 'cli'), {
      source: PRODUCER,
      title: 'Due',
    });
    const document = JSON.stringify({ id: 'cli-1', type: 'cli', to: [{ user_id: ada.id }] });
    const repeated = await run(['send', '-', '--json'], serviceEnv, document);
    t.same(JSON.parse(repeated.text), { status: 'repeated', id: 'cli-1' });
    writeFileSync(fileIn('document.json'), document);
    const fromFile = await run(['send', fileIn('document.json'), '--id', 'cli-2'], serviceEnv);
    t.match(fromFile.text, /^Accepted cli-2/);
  });

  t.test('send names what is wrong and what to do', async (t) => {
    assertFails(t, await run(['send', '--type', 'mention', ...to], serviceEnv), 1, /\/type is reserved/);
    assertFails(t, await run(['send', fileIn('missing.json')], serviceEnv), 2, /Could not read the document/);
    const nowhere = ['--url', 'http://127.0.0.1:1', '--timeout', '1'];
    assertFails(
      t,
      await run(['send', '--type', 'x', ...to, ...nowhere], serviceEnv),
      3,
      /with the\s+same id/,
    );
  });

  t.test('credentials writes a file that only its owner can read, and send uses it', async (t) => {
    const written = await run(['credentials', PRODUCER, '--out', credsFile]);
    t.match(written.text, /^Wrote NATS credentials to /, written.stderr);
    t.equal(statSync(credsFile).mode & 0o777, 0o600);
    const own = await run(['credentials', accountId, '--out', fileIn('own.creds'), '--json'], serviceEnv);
    t.match(JSON.parse(own.text), { expires_at: /Z$/ });
    const nats = ['--creds', credsFile];
    const sent = await run(['send', '--id', 'cli-3', '--type', 'cli-nats', ...to, ...nats], env);
    t.equal(sent.text, 'Accepted cli-3.\n', sent.stderr);
    await socket.next('chat-notification', ({ type }) => type === 'cli-nats');
    assertFails(t, await run(['credentials', 'nobody', '--out', credsFile]), 1, /does not exist/);
    assertFails(
      t,
      await run(['credentials', PRODUCER, '--out', fileIn('no/x')]),
      2,
      /in a folder that\s+exists/,
    );
  });

  t.test('dead letters are listed, shown byte for byte, replayed, and deleted', async (t) => {
    const producer = await openProducer(credsFile);
    const broken = Buffer.from([0x7b, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xff]);
    await jetstream(producer).publish(`chat.notify.${PRODUCER}`, broken, { msgID: 'broken' });
    await jetstream(producer).publish(`chat.notify.${PRODUCER}`, '{"type":"no target"}');
    const path = `/admin/dead-letters?source=${PRODUCER}`;
    await system.until(async () => (await admin.request('GET', path)).body.data.length === 2);
    const list = ['dead-letters', '--source', PRODUCER];
    const letters: { id: string; reason: string }[] = JSON.parse(
      (await run([...list, '--json'])).text,
    ).dead_letters;
    const letter = letters.find(({ reason }) => reason.includes('well-formed')) ?? { id: '' };
    const { text } = await run(list);
    t.match(text, /^\w{26} cli-homework .*Z\n {2}The document is not well-formed JSON/m);
    t.notOk(text.includes(ESCAPE), 'a document cannot control the terminal');
    const shown = await run(['dead-letters', 'show', letter.id]);
    t.ok(shown.stdout.equals(broken), 'byte for byte');
    const ownLetters = await run(['tail', '--once', 'cli-1'], serviceEnv);
    t.match(ownLetters.text, /^cli-1: 1 recipient, 0 seen\n/);
    t.equal(ownLetters.text.match(/^Dead letter /gm)?.length, 2);
    assertFails(t, await run(['replay', letter.id]), 1, /VALIDATION_FAILED/);
    const corrected = JSON.stringify({ type: 'fixed', to: [{ user_id: ada.id }] });
    const replayed = await run(['replay', letter.id, '--document', '-'], adminEnv, corrected);
    t.equal(replayed.text, 'Replayed broken for 1 recipient.\n', replayed.stderr);
    await socket.next('chat-notification', ({ type }) => type === 'fixed');
    const other = letters.find(({ id }) => id !== letter.id)?.id ?? '';
    t.equal((await run(['dead-letters', 'delete', other])).code, 0);
    assertFails(t, await run(['dead-letters', 'delete', other]), 1, /DEAD_LETTER_NOT_FOUND/);
  });

  t.test('tail prints changes until it is interrupted', async (t) => {
    const [seen, unseen] = [defer(), defer()];
    const tail = startNotify(['tail', 'cli-1', '--interval', '1'], { env: serviceEnv }, (text) => {
      if (text.includes('cli-1: 1 recipient, 0 seen')) unseen.resolve();
      if (text.includes('cli-1: 1 recipient, 1 seen')) seen.resolve();
    });
    await unseen.promise;
    const { body } = await ada.request('GET', '/chat/notifications');
    const ids = body.data.map(({ id }: { id: string }) => id);
    await ada.request('POST', '/chat/notifications/seen', { ids });
    await seen.promise;
    tail.interrupt();
    t.equal((await tail.exited).code, 0);
    assertFails(t, await run(['tail', '--once', 'unknown'], serviceEnv), 1, /NOTIFICATION_NOT_FOUND/);
  });

  t.test('consumer create gives access to one durable consumer of room events', async (t) => {
    const consumerFile = fileIn('search.creds');
    const create = ['consumer', 'create', 'cli-search', '--out', consumerFile];
    const room = await system.room({ owner: ada });
    const operator = await connect(system.nats.getConnectionOptions('admin'));
    t.teardown(async () => {
      await (await jetstreamManager(operator)).consumers.delete('CHAT_ROOMS', 'cli-search');
      await operator.close();
    });
    const made = await run([...create, '--from', 'all', '--json'], operatorEnv);
    t.equal(made.code, 0, made.stderr);
    t.match(JSON.parse(made.text), { existed: false, inbox_prefix: '_INBOX_consumer-cli-search' });
    const reader = await connect({
      servers: system.nats.url,
      authenticator: credsAuthenticator(readFileSync(consumerFile)),
      inboxPrefix: '_INBOX_consumer-cli-search',
    });
    t.teardown(() => reader.close());
    const consumer = await jetstream(reader).consumers.get('CHAT_ROOMS', 'cli-search');
    for (;;) {
      const event = await consumer.next({ expires: 5_000 });
      event?.ack();
      if (!event || event.subject.includes(room.id)) {
        t.ok(event, 'the consumer delivers the events of the new room');
        break;
      }
    }
    t.match((await run(create, operatorEnv)).text, /was not changed/);
    assertFails(t, await run(create, { ...env, KCS_KEYS: fileIn('no') }), 2, /Set --keys or KCS_KEYS/);
  });

  t.test('account rotate replaces the token at once with a grace period of 0', async (t) => {
    const tokenFile = fileIn('token');
    const rotated = await run(['account', 'rotate', PRODUCER, '--grace', '0', '--out', tokenFile]);
    t.equal(rotated.code, 0, rotated.stderr);
    t.equal(statSync(tokenFile).mode & 0o777, 0o600);
    const newEnv = { ...env, KCS_SERVICE_TOKEN_FILE: tokenFile };
    t.equal((await run(['send', '--type', 'x', ...to], newEnv)).code, 0);
    assertFails(t, await run(['send', '--type', 'x', ...to], serviceEnv), 1, /UNAUTHENTICATED/);
    assertFails(t, await run(['account', 'rotate', 'nobody']), 1, /does not exist/);
  });

  t.test('account revoke disconnects a producer, and refuses its earlier credentials', async (t) => {
    const producer = await openProducer(credsFile);
    assertFails(
      t,
      await run(['account', 'revoke', PRODUCER], { ...env, KCS_KEYS: fileIn('no') }),
      2,
      /KCS_KEYS/,
    );
    const revoked = await run(['account', 'revoke', PRODUCER], operatorEnv);
    t.match(revoked.text, /^Revoked the NATS credentials of cli-homework/, revoked.stderr);
    await producer.closed();
    const send = ['send', '--type', 'x', ...to, '--creds', credsFile];
    assertFails(t, await run(send, env), 1, /UNAUTHENTICATED: NATS refuses the credentials/);
    const { body } = await admin.request('POST', `/service-accounts/${accountId}/nats-credentials`, {});
    writeFileSync(credsFile, body.data.creds);
    await openProducer(credsFile);
  });

  t.test('account delete deletes the account', async (t) => {
    t.match((await run(['account', 'delete', PRODUCER])).text, /^Deleted the service account/);
    assertFails(t, await run(['account', 'delete', PRODUCER]), 1, /"kcs-notify account list"/);
  });
});

function defer(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve: () => resolve() };
}
