export { bundleService, bundleServiceVersion } from './bundle-service.ts';
export { buildNextVersion, NEXT_VERSION_KIND } from './next-version.ts';
export { DEVELOPMENT_OUTDIR, ServiceBundler } from './service-bundler.ts';
