import { type BuildContext, context } from 'esbuild';
import { type BundleOptions, sourceBundleOptions } from './bundle-options.ts';
import { writeBundle } from './write-bundle.ts';

/** At the same depth as `dist`, so that programs find files beside it, and apart from it, so that no build is mixed. */
export const DEVELOPMENT_OUTDIR = '.dev';

/** Rebuilds one service again and again, fast: esbuild keeps what has not changed. Packages are read from their sources. */
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
   * Builds into `.dev`. Returns whether anything changed since the last build.
   * Throws esbuild's errors, and leaves `.dev` as it is, when the service does not build.
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
  // The caller reports errors, once.
  return { ...sourceBundleOptions(folder, DEVELOPMENT_OUTDIR), logLevel: 'silent' };
}
