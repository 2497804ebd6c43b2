import { App } from 'aws-cdk-lib';
import { commandsForExistingBuckets } from './existing-buckets.ts';
import { stackName } from './outputs.ts';
import { PhotoStack } from './photo-stack.ts';
import { readSettings, SettingsError } from './settings.ts';

try {
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  new PhotoStack(app, stackName, settings);
  const commands = commandsForExistingBuckets(settings);
  if (commands !== undefined) console.error(commands);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
