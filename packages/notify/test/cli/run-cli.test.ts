import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runCli } from '../../src/cli/run-cli.ts';
import { FakeTerminal } from '../support/fake-terminal.ts';
import { answerWith, failWith, startHttpServer } from '../support/http-server.ts';

const LETTER = {
  ...{ id: '0'.repeat(26), source: 'homework', subject: 'chat.notify.homework', payload: '{' },
  ...{ reason: `Targets do not exist: ${'\u001b[31m'}x. ${'Long words. '.repeat(12)}`, replayable: true },
  created_at: '2026-01-01T00:00:00.000Z',
};

async function run(args: readonly string[], env: Record<string, string> = {}, input = '') {
  const terminal = new FakeTerminal({ env, input });
  const code = await runCli(args, terminal);
  return { code, shown: terminal.shown, errors: terminal.errors };
}

t.test('wrong usage ends with exit code 2 and says what to do', async (t) => {
  const token = { KCS_SERVICE_TOKEN: 'kcs_svc_x' };
  const admin = { KCS_ADMIN_TOKEN: 'x' };
  const file = join(t.testdir({ 'not.creds': 'x' }), 'not.creds');
  for (const [args, env, message] of [
    [[], {}, /Usage: kcs-notify/],
    [['post'], {}, /unknown command 'post'[\s\S]*Run the command with --help/],
    [['account', 'create'], {}, /missing required argument 'name'/],
    [['credentials', 'x'], {}, /required option '--out <file>' not specified/],
    [['send'], token, /Name a file, or set --type and --to/],
    [['send', '--type', 'x', '--to', 'ada'], token, /Use email:<address>/],
    [['send', '--type', 'x', '--to', 'group:1'], token, /Use email:<address>/],
    [['send', '--type', 'x', '--data', '{'], token, /The value of --data is not well-formed JSON/],
    [['send', '-'], token, /The document is not well-formed JSON/],
    [['send', '--type', 'x', '--to', 'type:Student'], {}, /Set\s+--creds .* or\s+KCS_SERVICE_TOKEN/s],
    [['send', '--type', 'x', '--creds', file], {}, /whole text/],
    [['send', '--type', 'x', '--timeout', '0'], token, /--timeout must be a whole number from 1 to 3600/],
    [['send', '--type', 'x', '--url', 'ftp://x'], token, /Set --url or KCS_URL/],
    [['tail', '--once'], {}, /Set\s+KCS_SERVICE_TOKEN/],
    [
      ['tail'],
      { KCS_SERVICE_TOKEN_FILE: '/nonexistent' },
      /Could not read the file in\s+KCS_SERVICE_TOKEN_FILE/,
    ],
    [
      ['dead-letters', '--limit', 'many'],
      admin,
      /--limit must be a whole number from 1 to 100, but is\s+"many"/,
    ],
    [['replay', 'x', '--document', '/nonexistent'], admin, /Could not read the document/],
    [['consumer', 'create', 'presence', '--out', file], {}, /name of a service/],
    [['consumer', 'create', 'a.b', '--out', file], {}, /not a valid name/],
    [['consumer', 'create', 'ab', '--out', file, '--from', 'x'], {}, /--from must be all or new/],
    [['consumer', 'create', 'ab', '--out', file, '--keys', '/nonexistent'], {}, /Set --keys or\s+KCS_KEYS/],
    [['account', 'revoke', 'ab', '--nats-url', 'http://x'], {}, /Set --nats-url or\s+KCS_NATS_URL/],
    [['account', 'revoke', `svc_${'0'.repeat(26)}`], {}, /not a\s+valid\s+name/],
  ] as const) {
    t.match(await run(args, env), { code: 2, shown: '', errors: message }, args.join(' '));
  }
});

t.test('every command has help of at most 80 columns', async (t) => {
  for (const command of [
    ...['', 'send', 'tail', 'dead-letters', 'dead-letters list', 'dead-letters show', 'dead-letters delete'],
    ...['replay', 'account', 'account create', 'account list', 'account rotate', 'account revoke'],
    ...['account delete', 'credentials', 'consumer', 'consumer create'],
  ]) {
    const { code, shown } = await run([...command.split(' ').filter(Boolean), '--help']);
    t.equal(code, 0, command);
    t.match(shown, new RegExp(`^Usage: kcs-notify ${command}`.trim()));
    t.ok(
      shown.split('\n').every((line) => line.length <= 80),
      command,
    );
  }
});

t.test('an Admin without a token logs in on the terminal, and is logged out at the end', async (t) => {
  const server = await startHttpServer(t, [
    answerWith(200, { success: true, data: { token: 'short-lived', user: {} } }),
    answerWith(200, { success: true, data: [], page: { next_cursor: null, has_more: false } }),
    answerWith(200, { success: true, data: {} }),
  ]);
  const terminal = new FakeTerminal({ env: { KCS_URL: server.url }, isInteractive: true });
  const running = runCli(['account', 'list'], terminal);
  await terminal.answer('Email of an Admin: ', 'admin@school.example');
  await terminal.answer('Password: ', 'correct horse');
  t.equal(await running, 0, terminal.errors);
  t.match(terminal.shown, /no service accounts/);
  t.notMatch(terminal.errors, /correct horse/, 'the password is not shown');
  t.match(server.received, [
    {
      url: '/api/v1/auth/login',
      body: JSON.stringify({ email: 'admin@school.example', password: 'correct horse' }),
    },
    { url: /^\/api\/v1\/service-accounts/, headers: { authorization: 'Bearer short-lived' } },
    { url: '/api/v1/auth/logout', headers: { authorization: 'Bearer short-lived' } },
  ]);
});

t.test('a password that is typed before its question is used, but not shown', async (t) => {
  const server = await startHttpServer(t, [failWith(401, 'UNAUTHENTICATED')]);
  const terminal = new FakeTerminal({ env: { KCS_URL: server.url }, isInteractive: true });
  const running = runCli(['account', 'list'], terminal);
  await terminal.answer('Email of an Admin: ', 'admin@school.example\ncorrect horse');
  await running;
  t.match(server.received, [
    { body: JSON.stringify({ email: 'admin@school.example', password: 'correct horse' }) },
  ]);
  t.match(terminal.errors, 'admin@school.example');
  t.notMatch(terminal.errors, /correct|horse/);
});

t.test('a question that is not answered ends the command', async (t) => {
  const terminal = new FakeTerminal({ isInteractive: true });
  const running = runCli(['account', 'list'], terminal);
  await terminal.waitForQuestion('Email of an Admin: ');
  terminal.stdin.end();
  t.equal(await running, 2);
  t.match(terminal.errors, /The question was not answered/);
});

t.test('a command that waits for standard input can be interrupted', async (t) => {
  const terminal = new FakeTerminal({ env: { KCS_SERVICE_TOKEN: 'x' }, isInteractive: true });
  const running = runCli(['send', '-'], terminal);
  terminal.interrupt();
  t.equal(await running, 3);
  t.match(terminal.errors, /was interrupted/);
});

t.test('a token is requested only if its file can be written', async (t) => {
  const server = await startHttpServer(t, [failWith(503, 'UNAVAILABLE')]);
  const env = { KCS_URL: server.url, KCS_ADMIN_TOKEN: 'x' };
  const folder = t.testdir();
  for (const out of [folder, join(folder, 'missing/token')])
    for (const command of ['account create', 'account rotate', 'credentials']) {
      const result = await run([...command.split(' '), 'homework', '--out', out], env);
      t.match(result, { code: 2, errors: /Could\s+not\s+write/ }, command);
    }
  t.same(server.received, []);
});

t.test(
  'account create does not overwrite a file, because it may contain the token of another account',
  async (t) => {
    const server = await startHttpServer(t, [failWith(503, 'UNAVAILABLE')]);
    const out = join(t.testdir({ 'homework.token': 'kcs_svc_first' }), 'homework.token');
    const env = { KCS_URL: server.url, KCS_ADMIN_TOKEN: 'x' };
    const result = await run(['account', 'create', 'grades', '--out', out], env);
    t.match(result, { code: 2, errors: /exists\s+already.\s+Choose\s+another\s+file/ });
    t.same(server.received, [], 'no account was created');
  },
);

t.test('dead letters fit 80 columns, and cannot control the terminal', async (t) => {
  const page = { success: true, data: [LETTER], page: { next_cursor: 'next', has_more: true } };
  const server = await startHttpServer(t, [answerWith(200, page)]);
  const { shown } = await run(['dead-letters'], { KCS_URL: server.url, KCS_ADMIN_TOKEN: 'x' });
  t.ok(shown.split('\n').every((line) => line.length <= 80));
  t.match(shown, /\\u001b\[31mx/);
  t.notOk(shown.includes('\u001b'));
  t.match(shown, /Add: --cursor next/);
});

t.test('a failed request ends with exit code 1 or 3, depending on whether a repeat can help', async (t) => {
  const server = await startHttpServer(t, [
    failWith(403, 'FORBIDDEN'),
    failWith(503, 'UNAVAILABLE'),
    failWith(501, 'NOT_IMPLEMENTED'),
    (response) => response.writeHead(200).end('<html>'),
  ]);
  const env = { KCS_URL: server.url, KCS_ADMIN_TOKEN: 'x' };
  t.match(await run(['dead-letters'], env), { code: 1, errors: 'FORBIDDEN: The message of FORBIDDEN.\n' });
  t.match(await run(['dead-letters'], env), { code: 3, errors: /UNAVAILABLE/ });
  t.match(await run(['dead-letters'], env), { code: 1, errors: /NOT_IMPLEMENTED/ });
  t.match(await run(['dead-letters'], env), { code: 1, errors: /is the address of KCS Chat/ });
});

t.test('the options of send replace the fields of the file', async (t) => {
  const server = await startHttpServer(t, [
    answerWith(202, { success: true, data: { id: 'a', recipients: 1, dead: 2, repeated: false } }),
  ]);
  const file = join(t.testdir(), 'document.json');
  writeFileSync(file, JSON.stringify({ id: 'a', type: 'old', body: 'kept', to: [{ user_type: 'Parent' }] }));
  const args = ['send', file, '--type', 'new', '--link', '/x', '--data', '{"n":1}', '--urgency', 'high'];
  const targets = ['--to', 'email:a@b.example', '--to', '{"issuer":"i","subject":"s"}'];
  const { shown } = await run([...args, ...targets], { KCS_URL: server.url, KCS_SERVICE_TOKEN: 'x' });
  t.equal(shown, 'Accepted a for 1 recipient. 2 targets did not exist. See kcs-notify tail.\n');
  t.same(JSON.parse(server.received[0]?.body ?? ''), {
    ...{ id: 'a', type: 'new', body: 'kept', url: '/x', data: { n: 1 }, urgency: 'high' },
    to: [{ email: 'a@b.example' }, { issuer: 'i', subject: 's' }],
  });
});
