import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

type ScriptName =
  | 'clear-ended-epochs'
  | 'close-epoch'
  | 'end-grace-periods'
  | 'heartbeat'
  | 'list-sessions'
  | 'postpone'
  | 'pulse'
  | 'reap-leases'
  | 'record-published'
  | 'restore-published'
  | 'set-status'
  | 'stats'
  | 'claim-changes';

/** The methods for running Lua scripts that single-server and cluster clients of Redis have in common. */
export interface ScriptClient {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

function readScript(name: string): string {
  return readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');
}

/**
 * Runs the Lua scripts in `lua/` by name, each with the shared code in `model.lua`. Sends the text of a script to Redis
 * only if Redis has not cached the script.
 */
export class ScriptRunner {
  readonly #client: ScriptClient;
  readonly #root: string;
  readonly #loaded = new Map<ScriptName, { text: string; sha: string }>();

  constructor(client: ScriptClient, root: string) {
    this.#client = client;
    this.#root = root;
  }

  async run(name: ScriptName, args: readonly (string | number)[] = []): Promise<unknown> {
    const { text, sha } = this.#load(name);
    const scriptOptions = { keys: [this.#root], arguments: args.map(String) };
    try {
      return await this.#client.evalSha(sha, scriptOptions);
    } catch (error) {
      // The error NOSCRIPT means that Redis has not cached the script, for example after a restart of Redis.
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return this.#client.eval(text, scriptOptions);
      }
      throw error;
    }
  }

  #load(name: ScriptName): { text: string; sha: string } {
    const loadedScript = this.#loaded.get(name);
    if (loadedScript !== undefined) return loadedScript;
    const scriptText = `${readScript('model')}\n${readScript(name)}`;
    const script = { text: scriptText, sha: createHash('sha1').update(scriptText).digest('hex') };
    this.#loaded.set(name, script);
    return script;
  }
}
