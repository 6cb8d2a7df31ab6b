import { findElement } from '../page/find-element.ts';

const API_PATH = '/api/v1';

interface ApiResponse<T> {
  readonly success: boolean;
  readonly data?: T;
  readonly error?: { readonly message: string };
}
interface User {
  readonly name: string;
  readonly user_type: string;
}

/**
 * The panel where a reader logs in with email and password, or enters a token. The page keeps the token only in memory,
 * so the token is gone after a reload.
 */
export class SessionPanel {
  readonly #forms = findElement('session-forms');
  readonly #status = findElement('session-status');
  readonly #logOutButton = findElement<HTMLButtonElement>('log-out');
  #token: string | undefined;
  /** Whether the page created the session of the token itself. If so, logging out ends the session. */
  #isOwnSession = false;

  constructor() {
    this.#handleSubmit('login-form', async (fields) => {
      const { token, user } = await callApi<{ token: string; user: User }>('POST', '/auth/login', fields);
      this.#useToken(token, true, user);
    });
    this.#handleSubmit('token-form', async ({ token = '' }) => this.#useToken(token.trim(), false));
    this.#logOutButton.addEventListener('click', () => void this.#logOut());
  }

  /** The token to send with each request. Undefined if the reader has not logged in. */
  get token(): string | undefined {
    return this.#token;
  }

  /** Tells the reader that the server did not accept the token of a request. */
  reportRefusedToken(): void {
    if (this.#token === undefined) this.#showStatus('This request needs a token. Log in first.');
    else this.#showStatus('The server refused the token. Log out, and then log in again.');
  }

  #useToken(token: string, isOwnSession: boolean, user?: User): void {
    this.#token = token;
    this.#isOwnSession = isOwnSession;
    this.#forms.hidden = true;
    this.#logOutButton.hidden = false;
    this.#showStatus(
      user === undefined ? 'Requests are sent with your token.' : `${user.name} (${user.user_type})`,
    );
    this.#logOutButton.focus();
  }

  async #logOut(): Promise<void> {
    const [token, isOwnSession] = [this.#token, this.#isOwnSession];
    this.#token = undefined;
    this.#forms.hidden = false;
    this.#logOutButton.hidden = true;
    this.#showStatus('You are logged out.');
    findElement('login-form').querySelector('input')?.focus();
    // Ignore a failure: the page has already forgotten the token, and the session expires on its own.
    if (isOwnSession) await callApi('POST', '/auth/logout', undefined, token).catch(() => undefined);
  }

  #handleSubmit(formId: string, submit: (fields: Record<string, string>) => Promise<void>): void {
    const form = findElement<HTMLFormElement>(formId);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const submitButton = form.querySelector('button');
      const fields = Object.fromEntries(new FormData(form)) as Record<string, string>;
      if (submitButton) submitButton.disabled = true;
      try {
        await submit(fields);
        form.reset();
      } catch (error) {
        this.#showStatus(error instanceof Error ? error.message : String(error));
      } finally {
        if (submitButton) submitButton.disabled = false;
      }
    });
  }

  #showStatus(text: string): void {
    this.#status.textContent = text;
  }
}

/** Calls a route of the REST API. Throws an error with the server's message if the call fails. */
async function callApi<T>(method: string, path: string, body?: object, token?: string): Promise<T> {
  const response = await fetch(`${API_PATH}${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: body ? JSON.stringify(body) : null,
  });
  const { success, data, error } = (await response.json()) as ApiResponse<T>;
  if (!success) throw new Error(error?.message ?? `The server answered with status ${response.status}.`);
  return data as T;
}
