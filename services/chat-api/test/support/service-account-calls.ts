import type { RestResponse } from './call-rest.ts';
import type { TestApi } from './start-api.ts';

/** A service account with its token, as the answer to its creation contains it. */
interface CreatedAccount {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly bot_user_id: string;
  /** The path of the account below `/api/v1`. */
  readonly path: string;
}

let accountCount = 0;

/** Creates a service account as the Admin. Throws if chat-api refuses it. */
export async function createServiceAccount({ admin }: TestApi, ...scopes: string[]): Promise<CreatedAccount> {
  accountCount += 1;
  const newAccount = { name: `program-${accountCount}`, scopes };
  const { status, body } = await admin.rest('POST', '/service-accounts', newAccount);
  if (status !== 201) throw new Error(`Could not create an account: ${status} ${JSON.stringify(body)}`);
  return { ...body.data, path: `/service-accounts/${body.data.id}` };
}

export const callWithToken = (
  { rest }: TestApi,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<RestResponse> => rest(method, path, { token, ...(body === undefined ? {} : { body }) });

/** Returns the expected response to a request that an account must not send. */
export const createExpectedRefusal = (message: RegExp) => ({
  status: 403,
  body: { error: { code: 'FORBIDDEN', message } },
});
