/** Where in the template something stands. */
export interface Place {
  /** The construct's path, Darkroom/Buckets/Uploads/Resource, or what else names it. */
  path: string;
  type?: string;
  /** From the resource's properties on: Properties.CorsConfiguration.CorsRules[0]. */
  inside?: string;
}

/** The template has something that would run on AWS and not here. Better not to start than to run something else. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';
  readonly place: Place;
  constructor(place: Place, what: string, remedy: string) {
    const { path, type, inside } = place;
    const where = [path, type && ` (${type})`, inside && ` at ${inside}`].filter(Boolean).join('');
    super(`The one-machine run cannot do what the template says: ${where}: ${what}. ${remedy}`);
    this.place = place;
  }
}

export function within(place: Place, step: string): Place {
  return { ...place, inside: `${place.inside ?? ''}${step}` };
}
