export {
  BufferedDelivery,
  type BufferedDeliveryProps,
  DirectDelivery,
  type DirectDeliveryProps,
} from './delivery.ts';
export { EndingTeller, type EndingTellerProps } from './ending-teller.ts';
export { Notices, type NoticesProps } from './notices.ts';
export { thumbnailsBucket, uploadsBucket } from './photo-buckets.ts';
export { PhotoFunction, type PhotoFunctionProps } from './photo-function.ts';
export { PhotoMachine, type PhotoMachineProps } from './photo-machine.ts';
export { PhotoWorkflow, type PhotoWorkflowProps } from './photo-workflow.ts';
export type { Photos, Rendition } from './photos.ts';
export { UploadLinks, type UploadLinksProps } from './upload-links.ts';
