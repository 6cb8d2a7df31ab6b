import type { Page } from 'playwright-core';
import { ADA, BEN, message, room } from './sample-data.ts';

const PEOPLE = { ada: ADA, ben: { ...BEN, email: 'ben@school.example' } } as const;

/**
 * Answers the REST requests of the page with sample data or 404. Ada and Ben can log in with any password, and see the
 * same room as their only one. Socket connections fail, so the page stays disconnected.
 */
export async function answerRequests(page: Page): Promise<void> {
  await page.route('**/api/v1/**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/api/v1', '');
    const data = findSampleResponse(path, route.request().postDataJSON() as { email?: string } | null);
    await route.fulfill(
      data === undefined
        ? { status: 404, json: { success: false, error: { code: 'NOT_FOUND', message: 'Not found.' } } }
        : { json: { success: true, data, page: { has_more: false, next_cursor: null } } },
    );
  });
}

function findSampleResponse(path: string, body: { email?: string } | null): unknown {
  if (path === '/auth/login') {
    const user = PEOPLE[body?.email?.split('@')[0] as keyof typeof PEOPLE];
    return { token: `token of ${user.id}`, refresh_token: 'refresh', expires_in: 900, user };
  }
  if (path === '/auth/logout') return {};
  if (path === '/chat/rooms') return [room({ last_message: message(3) })];
  if (path.endsWith('/messages')) return [message(3)];
  if (path.endsWith('/members')) return [];
  return undefined;
}
