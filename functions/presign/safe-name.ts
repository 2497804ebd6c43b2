/** In bytes of UTF-8: leaves most of a key's 1,024 to the prefix, and to the folders and names of the thumbnails. */
export const longestName = 100;
const longestExtension = 16;

/**
 * What a file is called in its key. Only characters that no URL, path, log or page treats specially are kept; what
 * the client calls the file can name nothing else than this last segment. Never empty, never only dots.
 */
export function safeName(fileName: string): string {
  const name = fileName
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{Nd}._-]|\p{Default_Ignorable_Code_Point}/gu, '-') // some letters and marks show nothing
    .replace(/([.-])\1+/g, '$1')
    .replace(/[.-]+$/, '');
  const dot = name.lastIndexOf('.');
  const isExtension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= longestExtension;
  const extension = isExtension ? name.slice(dot) : '';
  const stem = (isExtension ? name.slice(0, dot) : name).replace(/^[.\p{M}-]+/u, '');
  const fitting = cut(stem, longestName - Buffer.byteLength(extension)).replace(/[.-]+$/, '');
  return (fitting || 'photo') + extension;
}

/** The longest beginning that fits, whole code points only. */
function cut(text: string, bytes: number): string {
  let end = 0;
  let left = bytes;
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
