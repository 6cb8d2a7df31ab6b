import { ApiError, asApiError, type Session } from '@kcs/chat-client';
import { type FailureResponse, toKnownErrorCode } from '@kcs/contracts';

/**
 * Downloads the content of an export and saves it as a file. The request needs the access token, so a plain link cannot
 * be used. If the server refuses the token, renews the token and tries once more, as with every other request. Throws
 * `ApiError` if the download fails or is incomplete.
 */
export async function downloadExport(
  { url, token, renew }: Pick<Session, 'url' | 'token' | 'renew'>,
  exportId: string,
): Promise<void> {
  const requestContent = (accessToken: string) =>
    fetch(`${url}/api/v1/admin/exports/${exportId}/content`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
  try {
    const firstToken = await token();
    let response = await requestContent(firstToken);
    if (response.status === 401) response = await requestContent(await renew(firstToken));
    if (!response.ok) {
      const { error } = (await response.json()) as FailureResponse;
      throw new ApiError(toKnownErrorCode(error.code, response.status), error.message);
    }
    saveFile(await response.blob(), `${exportId}.json`);
  } catch (thrown) {
    throw asApiError(thrown);
  }
}

function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
