#!/usr/bin/env node
// The `build` script of a service. This file exists before anything is built, so that pnpm can link it.
import { bundleService } from '../dist/index.js';

await bundleService(process.cwd());
