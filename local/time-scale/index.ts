export { scaledDeployment } from './deployment.ts';
export { scaledQueues } from './queues.ts';
export { type Sleep, scaledSleep } from './sleep.ts';
