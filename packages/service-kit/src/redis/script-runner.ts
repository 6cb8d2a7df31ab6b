import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The methods for running Lua scripts that single-server and cluster clients of Redis have in common. */
export interface ScriptClient {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

interface ScriptRunnerOptions {
  readonly client: ScriptClient;
  /** The URL of the folder that contains the scripts, with a slash at its end. */
  readonly folder: URL;
  /** The common prefix of all keys. Every script receives it as `KEYS[1]`. */
  readonly root: string;
}

/**
 * Runs the Lua scripts in a folder by name, each with the shared code in the folder's `model.lua`. Sends the text of a
 * script to Redis only if Redis has not cached the script.
 */
export class ScriptRunner<ScriptName extends string> {
  readonly #options: ScriptRunnerOptions;
  readonly #loaded = new Map<ScriptName, { text: string; sha: string }>();

  constructor(options: ScriptRunnerOptions) {
    this.#options = options;
  }

  async run(name: ScriptName, args: readonly (string | number)[] = []): Promise<unknown> {
    const { client, root } = this.#options;
    const { text, sha } = this.#load(name);
    const scriptOptions = { keys: [root], arguments: args.map(String) };
    try {
      return await client.evalSha(sha, scriptOptions);
    } catch (error) {
      // The error NOSCRIPT means that Redis has not cached the script, for example after a restart of Redis.
      if (error instanceof Error && error.message.startsWith('NOSCRIPT'))
        return client.eval(text, scriptOptions);
      throw error;
    }
  }

  #load(name: ScriptName): { text: string; sha: string } {
    const loadedScript = this.#loaded.get(name);
    if (loadedScript !== undefined) return loadedScript;
    const scriptText = `${this.#read('model')}\n${this.#read(name)}`;
    const script = { text: scriptText, sha: createHash('sha1').update(scriptText).digest('hex') };
    this.#loaded.set(name, script);
    return script;
  }

  #read(name: string): string {
    return readFileSync(new URL(`${name}.lua`, this.#options.folder), 'utf8');
  }
}
