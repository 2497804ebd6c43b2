import type { Report } from './problems.ts';
import type { Path, Values } from './shape.ts';

/** What is right by itself and wrong beside another setting. A value that is wrong by itself is not in `values`. */
export function checkTogether(values: Values, given: ReadonlyMap<Path, unknown>, report: Report): void {
  const complain = (path: Path, remedy: string) => report({ path, value: given.get(path), remedy });

  if (given.has('uploads.kmsKeyArn') && !given.has('uploads.bucket')) {
    complain(
      'uploads.kmsKeyArn',
      'it belongs to an existing bucket: give uploads.bucket too, or leave it out',
    );
  }

  const thumbnails = values['thumbnails.bucket'];
  if (thumbnails !== undefined && thumbnails === values['uploads.bucket']) {
    complain(
      'thumbnails.bucket',
      'it may be any bucket but uploads.bucket, so that no thumbnail is ever an upload',
    );
  }

  const mode = values['delivery.mode'];
  if (given.has('delivery.maxConcurrency') && mode !== undefined && mode !== 'buffered') {
    complain(
      'delivery.maxConcurrency',
      `with delivery.mode ${JSON.stringify(mode)} it does nothing: leave it out, or choose "buffered"`,
    );
  }

  const origins = values['links.origins'] ?? [];
  if (origins.includes('*') && origins.length > 1) {
    complain('links.origins', '* stands for every origin, so it stands by itself');
  }
}
