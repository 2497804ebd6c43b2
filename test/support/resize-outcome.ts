import { RejectedPhotoError } from '../../functions/shared/errors.ts';

/** How a photo ended in Resize Photo: done, or the reason why it is rejected. */
export async function outcomeOf(resizing: Promise<unknown>): Promise<string> {
  try {
    await resizing;
    return 'done';
  } catch (error) {
    if (error instanceof RejectedPhotoError) return error.reason;
    throw error;
  }
}
