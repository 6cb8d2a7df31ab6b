export interface StartFlags {
  gateways: number;
  apis: number;
  presence: number;
  fresh: boolean;
  inspect: boolean;
  check: boolean;
  help: boolean;
}

export const HELP_TEXT: string;
export function parseFlags(
  args: readonly string[],
  options?: { readonly defaultGateways?: number },
): StartFlags;
