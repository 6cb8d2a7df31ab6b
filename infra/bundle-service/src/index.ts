export { bundleService, bundleServiceVersion as bundleVersion } from './bundle-service.ts';
export { DEVELOPMENT_OUTDIR, ServiceBundler } from './service-bundler.ts';
