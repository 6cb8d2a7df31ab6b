import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export type ScriptName =
  | 'adopt'
  | 'beat'
  | 'clear-ended'
  | 'close-epoch'
  | 'end-graces'
  | 'list-sessions'
  | 'postpone'
  | 'pulse'
  | 'reap'
  | 'record-told'
  | 'set-status'
  | 'stats'
  | 'take-changes';

/** What the scripts need of a Redis client; a cluster's client has it too. */
export interface ScriptClient {
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

const source = (name: string): string => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

/** Runs scripts of the folder `lua` by name, each behind the shared model; Redis is sent a script's text only once. */
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
    const options = { keys: [this.#root], arguments: args.map(String) };
    try {
      return await this.#client.evalSha(sha, options);
    } catch (error) {
      // A new or restarted server.
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return this.#client.eval(text, options);
      }
      throw error;
    }
  }

  #load(name: ScriptName): { text: string; sha: string } {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known;
    const text = `${source('model')}\n${source(name)}`;
    const script = { text, sha: createHash('sha1').update(text).digest('hex') };
    this.#loaded.set(name, script);
    return script;
  }
}
