// Runs at the end of `npm ci`. Two things that a fresh clone needs and that cannot be committed.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);

function useOurGitHooks() {
  if (existsSync(new URL('.git', root))) {
    execFileSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: root, stdio: 'inherit' });
  }
}

// The functions run on Linux arm64 whatever this machine is, so npm did not install those binaries of sharp.
// With them in npm's cache, `cdk synth` and the tests bundle without the network.
function cacheLambdaBinaries() {
  const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
  const wanted = ['@img/sharp-linux-arm64', '@img/sharp-libvips-linux-arm64'];
  const specs = wanted.map((name) => `${name}@${packages[`node_modules/${name}`].version}`);
  try {
    execFileSync('npm', ['cache', 'add', ...specs], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    process.stderr.write(
      `Could not fetch ${specs.join(' and ')} ahead; \`cdk synth\` will.\n${error.stderr ?? error}\n`,
    );
  }
}

useOurGitHooks();
cacheLambdaBinaries();
