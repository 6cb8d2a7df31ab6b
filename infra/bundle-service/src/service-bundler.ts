import { type BuildContext, context } from 'esbuild';
import { type BundleOptions, sourceBundleOptions } from './bundle-options.ts';
import { writeBundle } from './write-bundle.ts';

/**
 * At the same depth as `dist`, so that programs find files beside it. Separate from `dist`, so that the two builds
 * are not mixed.
 */
export const DEVELOPMENT_OUTDIR = '.dev';

/**
 * Rebuilds one service repeatedly and quickly, because esbuild keeps what has not changed. Packages are read from
 * their sources.
 */
export class ServiceBundler {
  readonly #folder: string;
  readonly #context: BuildContext<BundleOptions>;
  #written = '';

  private constructor(folder: string, build: BuildContext<BundleOptions>) {
    this.#folder = folder;
    this.#context = build;
  }

  static async create(folder: string): Promise<ServiceBundler> {
    return new ServiceBundler(folder, await context(developmentOptions(folder)));
  }

  /**
   * Builds into `.dev`. Returns whether anything has changed since the last build. If the service does not build,
   * throws esbuild's errors and leaves `.dev` as it is.
   */
  async rebuild(): Promise<boolean> {
    const { outputFiles } = await this.#context.rebuild();
    const hashes = outputFiles.map(({ hash }) => hash).join();
    if (hashes === this.#written) return false;
    writeBundle(this.#folder, DEVELOPMENT_OUTDIR, outputFiles);
    this.#written = hashes;
    return true;
  }

  dispose(): Promise<void> {
    return this.#context.dispose();
  }
}

function developmentOptions(folder: string): BundleOptions {
  // The caller reports each error once.
  return { ...sourceBundleOptions(folder, DEVELOPMENT_OUTDIR), logLevel: 'silent' };
}
