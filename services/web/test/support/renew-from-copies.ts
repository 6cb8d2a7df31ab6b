import type { Page } from 'playwright-core';

/**
 * Renews the session twice. Then sends the first refresh token again, as a duplicated tab would, and finally sends
 * the newest one. Returns the HTTP statuses of the last two requests.
 */
export function renewFromCopies(page: Page): Promise<{ outdatedCopy: number; livingTab: number }> {
  return page.evaluate(async () => {
    const renewSession = async (refresh_token: string) => {
      const response = await fetch('/api/v1/auth/refresh', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token }),
      });
      const { data } = (await response.json()) as { data?: { refresh_token: string } };
      return { status: response.status, next: data?.refresh_token ?? '' };
    };
    const storedSession = JSON.parse(sessionStorage.getItem('kcs.session') ?? '{}');
    const renewalOfStoredToken = await renewSession(storedSession.refreshToken);
    const renewalOfSuccessorToken = await renewSession(renewalOfStoredToken.next);
    const { status: outdatedCopy } = await renewSession(storedSession.refreshToken);
    const { status: livingTab, next } = await renewSession(renewalOfSuccessorToken.next);
    sessionStorage.setItem('kcs.session', JSON.stringify({ ...storedSession, refreshToken: next }));
    return { outdatedCopy, livingTab };
  });
}
