/** What the file of faults says cannot be meant, or its journal cannot be used. */
export class FaultsError extends Error {
  override readonly name = 'FaultsError';
}
