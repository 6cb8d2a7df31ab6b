#!/usr/bin/env node
// Implements the `build` script of each service. This program is plain JavaScript so that pnpm can link it before
// anything has been built.
import { bundleService } from '../dist/index.js';

await bundleService(process.cwd());
