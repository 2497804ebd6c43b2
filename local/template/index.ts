export { readDeployment } from './deployment.ts';
export { SettingsError, type Synthesized, synthesize } from './synthesize.ts';
export type { Template } from './template.ts';
export { UnsupportedTemplateError } from './unsupported.ts';
