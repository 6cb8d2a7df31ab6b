/** Where access tokens come from. */
export interface TokenSource {
  /**
   * A token that is good for now. Throws `ApiError`: `UNAUTHENTICATED` when there will be none any more,
   * `UNREACHABLE` and the like when it may work later.
   */
  token(): Promise<string>;
  /** A token other than `refused`. Throws as `token`. */
  renewed(refused: string): Promise<string>;
}
