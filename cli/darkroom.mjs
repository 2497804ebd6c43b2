#!/usr/bin/env node
// The code is TypeScript that Node runs by itself from 24 on. npx puts the Node of node_modules first in the path; by
// whatever other Node this is started, it goes on in that one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import('./main.ts');
} else {
  const node = here(`../node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`);
  if (existsSync(node)) goOnIn(node);
  else {
    process.stderr.write(
      `darkroom needs Node 24 or newer, and this is ${process.versions.node}.\nRun \`npm ci\` in the folder of darkroom: it brings one along.\n`,
    );
    process.exit(3);
  }
}

function goOnIn(node) {
  const child = spawn(node, [here('./main.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches both of us; the other one decides how to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be started: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
