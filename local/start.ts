import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { compileCache } from './compile-cache.ts';

// Before what is worth keeping is loaded. Where it cannot be written, nothing is kept.
enableCompileCache(compileCache);
// The bytes that pass through lie outside of V8's heap, and make it mark that step by step for each photo: a quarter of
// this process's CPU. As in functions/resize/lambda.ts.
setFlagsFromString('--no-incremental-marking');
await import('./run.ts');
