import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, type BundlingOptions, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { installSharpBinaries, type Machine } from './native-modules.ts';

/** The project's root, above workflow/ and functions/. */
const projectRoot = fileURLToPath(new URL('..', import.meta.url));

export interface FunctionSource {
  /** The folder in functions/ that has the lambda.ts. */
  folder: string;
  machine: Machine;
  /** Whether the function needs sharp's native binaries. */
  sharp: boolean;
}

/**
 * The code of a function, bundled at synth by the project's own esbuild. CDK's NodejsFunction would do it with
 * npx and shell hooks: 0.4 s slower for each function, and what fails in a hook is reported as bash's exit status.
 */
export function functionCode(source: FunctionSource): AssetCode {
  const bundling: BundlingOptions = {
    image: DockerImage.fromRegistry('unused'), // has to be given; the local bundling never leaves it the work
    platform: `linux/${source.machine}`, // so that the CDK tells the assets of two machines apart
    local: {
      tryBundle(asset) {
        bundle(source, asset);
        return true;
      },
    },
  };
  return Code.fromAsset(join(projectRoot, 'functions', source.folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling,
  });
}

/**
 * Without white space and comments it loads 5 % faster. Names stay, so that stack traces need no source maps: shorter ones
 * are worth 1 %, and those of classes would have to be kept, which costs more. The SDK goes in too: outside the bundle, measured from node_modules in place of Lambda's own copy, it takes some 20 ms longer
 * to load, and Lambda's changes under us.
 */
function bundle({ folder, machine, sharp }: FunctionSource, asset: string): void {
  buildSync({
    absWorkingDir: projectRoot,
    entryPoints: { index: `functions/${folder}/lambda.ts` },
    outdir: asset,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minifyWhitespace: true,
    splitting: true, // what is imported when it is needed, tracing and most ways to credentials, is not even parsed
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['@img/sharp-*'], // found at run time beside index.mjs; sharp's own JS goes into the bundle
    banner: { js: commonJsRequire },
    logLevel: 'warning',
  });
  if (sharp) installSharpBinaries(asset, machine, projectRoot);
}

/** CommonJS dependencies call require(), which modules do not have. The long name is one that no dependency takes. */
const commonJsRequire =
  "import { createRequire as requireForBundled } from 'node:module'; const require = requireForBundled(import.meta.url);";
