import { enableCompileCache } from 'node:module';
import { compileCache } from './compile-cache.ts';

// Before what is worth keeping is loaded. Where it cannot be written, nothing is kept.
enableCompileCache(compileCache);
await import('./run.ts');
