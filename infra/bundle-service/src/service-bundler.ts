import { type BuildContext, context } from 'esbuild';
import { type BundleOptions, sourceBundleOptions } from './bundle-options.ts';
import { writeBundle } from './write-bundle.ts';

/**
 * The output folder of development builds. It has the same depth as `dist`, so programs find their files by the same
 * relative paths. It is separate from `dist`, so development and production builds are not mixed.
 */
export const DEVELOPMENT_OUTDIR = '.dev';

/**
 * Rebuilds one service incrementally: esbuild reuses the results for unchanged files. Our packages are read from
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
   * Builds the service into `.dev`. Returns whether anything has changed since the last build. Throws esbuild's
   * errors and leaves `.dev` unchanged if the service does not build.
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
  // Silences esbuild because the caller prints each error.
  return { ...sourceBundleOptions(folder, DEVELOPMENT_OUTDIR), logLevel: 'silent' };
}
