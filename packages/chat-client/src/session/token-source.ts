/** Where access tokens come from. */
export interface TokenSource {
  /**
   * Returns a token that is valid now. Throws `ApiError`: `UNAUTHENTICATED` if the session is over, or a retryable
   * code such as `UNREACHABLE` if it may work later.
   */
  token(): Promise<string>;
  /** Returns a token other than `refused`. Throws like `token`. */
  renew(refused: string): Promise<string>;
}
