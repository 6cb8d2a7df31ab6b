import type { LoginResult } from '@kcs/contracts';
import { CliError } from '../cli-error.ts';
import { askQuestions } from '../input/ask.ts';
import { readSecret } from '../input/read-input.ts';
import type { Terminal } from '../terminal.ts';
import { createRestClient, type RestClient, resolveUrl } from './rest-client.ts';

interface UrlOption {
  readonly url?: string;
}

/**
 * Runs `work` as an Admin. Uses the access token in `KCS_ADMIN_TOKEN` if there is one. Otherwise, asks for email and
 * password on the terminal, logs in, and logs out after `work`.
 */
export async function runAsAdmin<T>(
  terminal: Terminal,
  options: UrlOption,
  work: (rest: RestClient) => Promise<T>,
): Promise<T> {
  const url = resolveUrl(options, terminal.env);
  const token = await readSecret('KCS_ADMIN_TOKEN', terminal);
  if (token !== undefined) return work(createRestClient({ url, token, signal: terminal.signal }));
  if (!terminal.stdin.isTTY || !terminal.stderr.isTTY) {
    throw new CliError(
      'usage',
      'This command needs an Admin. Set KCS_ADMIN_TOKEN to an access token, or run the command in a terminal to log in.',
    );
  }
  const [email, password] = await askQuestions(
    [
      { text: 'Email of an Admin: ', isSecret: false },
      { text: 'Password: ', isSecret: true },
    ],
    terminal,
  );
  const login = await createRestClient({ url, signal: terminal.signal }).call<LoginResult>(
    'POST',
    '/auth/login',
    {
      email,
      password,
    },
  );
  const rest = createRestClient({ url, token: login.token, signal: terminal.signal });
  try {
    return await work(rest);
  } finally {
    await rest.call('POST', '/auth/logout', {}).catch(() => undefined);
  }
}

/** Returns a client that sends the service token from `KCS_SERVICE_TOKEN`. Throws `CliError` if there is none. */
export async function createServiceClient(terminal: Terminal, options: UrlOption): Promise<RestClient> {
  const url = resolveUrl(options, terminal.env);
  const token = await readSecret('KCS_SERVICE_TOKEN', terminal);
  if (token !== undefined) return createRestClient({ url, token, signal: terminal.signal });
  throw new CliError(
    'usage',
    'This command needs a service account. Set KCS_SERVICE_TOKEN to its token, or KCS_SERVICE_TOKEN_FILE to a file that contains it.',
  );
}
