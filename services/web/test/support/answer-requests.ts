import type { Page } from 'playwright-core';
import { ADA, BEN, createMessage, createRoom } from './sample-data.ts';

const PERSON_BY_LOGIN_NAME = { ada: ADA, ben: { ...BEN, email: 'ben@school.example' } } as const;

/**
 * Answers the REST requests of the page with sample data or with the status 404. Ada and Ben can log in with any
 * password, and both see the same single room. Socket connections fail, so the page stays disconnected.
 */
export async function answerRequestsWithSampleData(page: Page): Promise<void> {
  await page.route('**/api/v1/**', async (route) => {
    const requestPath = new URL(route.request().url()).pathname.replace('/api/v1', '');
    const responseData = findSampleResponse(
      requestPath,
      route.request().postDataJSON() as { email?: string } | null,
    );
    await route.fulfill(
      responseData === undefined
        ? { status: 404, json: { success: false, error: { code: 'NOT_FOUND', message: 'Not found.' } } }
        : { json: { success: true, data: responseData, page: { has_more: false, next_cursor: null } } },
    );
  });
}

function findSampleResponse(path: string, body: { email?: string } | null): unknown {
  if (path === '/auth/login') {
    const loggedInUser =
      PERSON_BY_LOGIN_NAME[body?.email?.split('@')[0] as keyof typeof PERSON_BY_LOGIN_NAME];
    return {
      token: `token of ${loggedInUser.id}`,
      refresh_token: 'refresh',
      expires_in: 900,
      user: loggedInUser,
    };
  }
  if (path === '/auth/logout') return {};
  if (path === '/chat/rooms') return [createRoom({ last_message: createMessage(3) })];
  if (path.endsWith('/messages')) return [createMessage(3)];
  if (path.endsWith('/members')) return [];
  return undefined;
}
