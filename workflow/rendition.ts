/** One thumbnail of each photo, as the functions read it: functions/shared/renditions.ts has the same. */
export interface Rendition {
  /** The name of its file, before the extension. */
  readonly name: string;
  /** In pixels. At least one of width and height is given, and both unless it is fit inside. */
  readonly width?: number;
  readonly height?: number;
  /** inside: whole picture within the box. cover: fills the box, cut at the edges. contain: fills the box with bars. */
  readonly fit: 'inside' | 'cover' | 'contain';
  readonly format: 'jpeg' | 'webp' | 'avif' | 'png';
  /** 1 to 100. */
  readonly quality: number;
}

/** Other renditions for the photos of one folder; of two that a key is in, the longer prefix holds. */
export interface RenditionRule {
  /** A folder below that of the uploads; ends with a slash. */
  readonly prefix: string;
  readonly renditions: readonly Rendition[];
}
