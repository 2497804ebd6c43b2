import { fileURLToPath } from 'node:url';

/** What Node makes of the code when it loads it is kept here, for the next start and for the functions. */
export const compileCache = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
