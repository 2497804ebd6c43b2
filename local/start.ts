import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { compileCache } from './compile-cache.ts';

// The bytes of photos that pass through would have V8 mark its whole heap over and over: docs/performance.md.
setFlagsFromString('--heap-growing-percent=200');

// Before what is worth keeping is loaded. Where it cannot be written, nothing is kept.
enableCompileCache(compileCache);
await import('./run.ts');
