import { type BuildContext, context } from 'esbuild';
import { type BundleOptions, createSourceBundleOptions } from './bundle-options.ts';
import { writeBundle } from './write-bundle.ts';

/**
 * The output folder of development builds. The folder has the same depth as `dist`, so that programs find their files
 * by the same relative paths. It is not `dist`, so that development builds never replace production builds.
 */
export const DEVELOPMENT_OUTDIR = '.dev';

/**
 * Rebuilds one service incrementally: esbuild reuses its results for unchanged files. Our packages are read from their
 * sources, not from their builds.
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
    return new ServiceBundler(folder, await context(createDevelopmentOptions(folder)));
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

function createDevelopmentOptions(folder: string): BundleOptions {
  // `silent` keeps esbuild from printing errors, because the caller prints them.
  return { ...createSourceBundleOptions(folder, DEVELOPMENT_OUTDIR), logLevel: 'silent' };
}
