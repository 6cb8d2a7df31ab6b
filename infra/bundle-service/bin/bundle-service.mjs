#!/usr/bin/env node
// Implements the `build` script of each service. This launcher is plain JavaScript, so pnpm can link it before
// anything is built.
import { bundleService } from '../dist/index.js';

await bundleService(process.cwd());
