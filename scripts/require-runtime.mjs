// Every script runs on the Node version that Lambda runs: the `node` package puts it into node_modules.
// It arrives by an install script, so `npm ci --ignore-scripts` leaves none, and the host's own Node
// would silently take its place.
import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = `v${devDependencies.node}`;

if (process.version !== wanted) {
  process.stderr.write(
    `darkroom runs on Node ${wanted}, out of its own node_modules, and this is ${process.version}.\n` +
      'Its install script has not run. Run `npm ci` again without --ignore-scripts (and without ignore-scripts in\n' +
      'your .npmrc), or `npm rebuild node`, then start the command again through npm or npx.\n',
  );
  process.exit(1);
}
