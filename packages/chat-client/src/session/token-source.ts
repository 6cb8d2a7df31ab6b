export interface TokenSource {
  /**
   * Returns an access token that has not expired. Throws an `ApiError` with the code `UNAUTHENTICATED` if the session
   * has ended, or with a retryable code such as `UNREACHABLE` if a later call may succeed.
   */
  token(): Promise<string>;
  /** Returns a token that differs from `refused`, which the server has refused. Throws the same errors as `token`. */
  renew(refused: string): Promise<string>;
}
