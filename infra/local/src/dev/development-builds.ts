import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceBundler } from '@kcs/bundle-service';

const SERVICE_NAMES = ['chat-api', 'presence', 'realtime-gateway'];

export interface ServiceBuildResult {
  readonly service: string;
  /** Whether this build differs from the previous one. */
  readonly changed: boolean;
  /**
   * The error of a failed build; undefined if the build succeeded. After a failure, the previous build stays in use.
   */
  readonly error?: Error;
}

/** The incremental builds of all services. */
export class DevelopmentBuilds {
  readonly #bundlers: ReadonlyMap<string, ServiceBundler>;

  private constructor(bundlers: ReadonlyMap<string, ServiceBundler>) {
    this.#bundlers = bundlers;
  }

  static async create(root: string): Promise<DevelopmentBuilds> {
    const serviceFolders = readdirSync(join(root, 'services'));
    const bundlerEntryPromises = SERVICE_NAMES.filter((service) => serviceFolders.includes(service)).map(
      async (service) => [service, await ServiceBundler.create(join(root, 'services', service))] as const,
    );
    return new DevelopmentBuilds(new Map(await Promise.all(bundlerEntryPromises)));
  }

  /** Builds every service. Throws the build error if one of them does not build. */
  async rebuildAll(): Promise<void> {
    for (const { error } of await this.rebuild(SERVICE_NAMES)) if (error) throw error;
  }

  /**
   * Rebuilds the services that may be affected by a change to the given files. The paths are relative to the repository
   * root.
   */
  async rebuildFor(files: readonly string[]): Promise<ServiceBuildResult[]> {
    return this.rebuild(findAffectedServices(files));
  }

  async rebuild(services: readonly string[]): Promise<ServiceBuildResult[]> {
    const affectedBundlers = [...this.#bundlers].filter(([service]) => services.includes(service));
    return Promise.all(
      affectedBundlers.map(async ([service, bundler]) => {
        try {
          return { service, changed: await bundler.rebuild() };
        } catch (error) {
          return { service, changed: false, error: error as Error };
        }
      }),
    );
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#bundlers.values()].map((bundler) => bundler.dispose()));
  }
}

/** Returns the services that a change to the given files may affect. A file of a package may affect all services. */
function findAffectedServices(files: readonly string[]): string[] {
  if (files.some((file) => file.startsWith('packages/'))) return SERVICE_NAMES;
  return SERVICE_NAMES.filter((service) => files.some((file) => file.startsWith(`services/${service}/`)));
}
