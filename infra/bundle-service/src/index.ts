export { bundleService, bundleServiceVersion } from './bundle-service.ts';
export { DEVELOPMENT_OUTDIR, ServiceBundler } from './service-bundler.ts';
