import { App } from 'aws-cdk-lib';
import { commandsForExistingBuckets } from './existing-buckets.ts';
import { PhotoStack } from './photo-stack.ts';
import { readSettings, SettingsError } from './settings.ts';

try {
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  new PhotoStack(app, 'Darkroom', settings);
  for (const line of commandsForExistingBuckets(settings)) console.error(line);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // The message is for whoever wrote the settings: where in the code it came up does not help them.
  console.error(error.message);
  process.exitCode = 1;
}
