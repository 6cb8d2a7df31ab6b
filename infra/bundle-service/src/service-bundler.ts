import { type BuildContext, context } from 'esbuild';
import { type BundleOptions, createSourceBundleOptions } from './bundle-options.ts';
import { writeBundle } from './write-bundle.ts';

/**
 * The output folder of development builds. It is separate from `dist`, so that a development build never replaces a
 * production build. It is at the same depth as `dist`, so that programs find their files by the same relative paths.
 */
export const DEVELOPMENT_OUTDIR = '.dev';

/**
 * Rebuilds one service incrementally: for files that have not changed, esbuild reuses its earlier results. Our packages
 * are bundled from their sources, not from their builds.
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
    return new ServiceBundler(folder, await context(createDevelopmentBundleOptions(folder)));
  }

  /**
   * Builds the service into `.dev`. Returns whether the result differs from the previous build. If the service does not
   * build, throws esbuild's error and leaves `.dev` unchanged.
   */
  async rebuild(): Promise<boolean> {
    const { outputFiles } = await this.#context.rebuild();
    const joinedOutputHashes = outputFiles.map(({ hash }) => hash).join();
    if (joinedOutputHashes === this.#written) return false;
    writeBundle(this.#folder, DEVELOPMENT_OUTDIR, outputFiles);
    this.#written = joinedOutputHashes;
    return true;
  }

  dispose(): Promise<void> {
    return this.#context.dispose();
  }
}

function createDevelopmentBundleOptions(folder: string): BundleOptions {
  // `silent` keeps esbuild from printing errors, which the caller prints itself.
  return { ...createSourceBundleOptions(folder, DEVELOPMENT_OUTDIR), logLevel: 'silent' };
}
