/**
 * What a file is that darkroom does not read, in words for the photo's owner. Only a name: nothing is parsed,
 * and a wrong one does no harm.
 */
export function nameForeign(bytes: Buffer): string {
  return bySignature(bytes) ?? byBrand(bytes) ?? byText(bytes) ?? 'no picture of a kind that is known here';
}

type Signature = readonly [name: string, signature: string, at?: number];

/** In latin1; the first that fits names it, so the longer signatures come first. */
const signatures: readonly Signature[] = [
  ['a JPEG XL picture', '\xff\x0a'],
  ['a JPEG XL picture', 'JXL \r\n\x87\n', 4],
  ['a JPEG 2000 picture', 'jP  \r\n\x87\n', 4],
  ['a JPEG 2000 picture', '\xff\x4f\xff\x51'],
  ['a raw photo (Canon CR2)', 'CR\x02', 8],
  ['a raw photo (Olympus ORF)', 'IIRO'],
  ['a raw photo (Olympus ORF)', 'IIRS'],
  ['a raw photo (Panasonic RW2)', 'IIU\0'],
  ['a raw photo (Fujifilm RAF)', 'FUJIFILMCCD-RAW'],
  ['a TIFF picture, or a raw photo', 'II*\0'],
  ['a TIFF picture, or a raw photo', 'MM\0*'],
  ['a TIFF picture', 'II+\0'],
  ['a TIFF picture', 'MM\0+'],
  ['a Photoshop document (PSD)', '8BPS'],
  ['an OpenEXR picture', 'v/1\x01'],
  ['a FITS picture', 'SIMPLE  ='],
  ['a BMP picture', 'BM'],
  ['an icon (ICO)', '\0\0\x01\0'],
  ['a cursor (CUR), or a TGA picture', '\0\0\x02\0'],
  ['an icon (ICNS)', 'icns'],
  ['a DDS texture', 'DDS '],
  ['a QOI picture', 'qoif'],
  ['a BPG picture', 'BPG\xfb'],
  ['a FLIF picture', 'FLIF'],
  ['an MNG animation', '\x8aMNG'],
  ['a Radiance picture', '#?RADIANCE'],
  ['a Radiance picture', '#?RGBE'],
  ['a GIMP picture (XCF)', 'gimp xcf'],
  ['a DjVu document', 'AT&TFORM'],
  ['a PDF document', '%PDF-'],
  ['a PostScript document', '%!'],
  ['a PostScript document', '\xc5\xd0\xd3\xc6'],
  ['gzip data, perhaps a compressed SVG (SVGZ)', '\x1f\x8b'],
  ['a ZIP archive', 'PK\x03\x04'],
  ['a ZIP archive', 'PK\x05\x06'],
  ['a RAR archive', 'Rar!'],
  ['a 7-Zip archive', '7z\xbc\xaf\x27\x1c'],
  ['a Matroska or WebM video', '\x1a\x45\xdf\xa3'],
  ['an AVI video', 'AVI ', 8],
  ['a WAV recording', 'WAVE', 8],
  ['a program', '\x7fELF'],
  ['a program', 'MZ'],
];

function bySignature(bytes: Buffer): string | undefined {
  return signatures.find(([, signature, at = 0]) => textAt(bytes, at, signature.length) === signature)?.[0];
}

const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];

/** A file of the family of AVIF and MP4 says in its first box what it is. */
function byBrand(bytes: Buffer): string | undefined {
  if (textAt(bytes, 4, 4) !== 'ftyp') return undefined;
  const brand = textAt(bytes, 8, 4);
  if (heicBrands.includes(brand)) return 'a HEIC photo (HEVC)';
  if (brand === 'avis') return 'an AVIF animation';
  if (brand === 'crx ') return 'a raw photo (Canon CR3)';
  return 'a video, or another file of the MP4 family';
}

/** The first bytes are enough to tell a drawing or a page; the rest may be a billion laughs. */
const readAsText = 4096;

/** The first that fits names it. No pattern may go back over what it has read: the text is a stranger's. */
const texts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['an HTML page', /^\s*<(!doctype\s+html|html|head|body|script)\b/i],
  ['an SVG drawing', /^\s*<(.*<)?(\w+:)?svg[\s>]/is],
  ['an HTML page', /^\s*<(.*<)?html[\s>]/is],
  ['an XML document', /^\s*<\?xml/i],
  ['an ImageMagick drawing (MVG)', /^\s*(push\s+graphic-context|viewbox\s)/i],
  ['an ImageMagick script (MSL)', /^\s*<(image|group)\b/i],
  ['a netpbm picture', /^P[1-7]\s/],
  ['an XPM picture', /^\/\* XPM \*\//],
  ['an XBM picture', /^#define\s/],
  ['a text', /^[\t\n\f\r\x20-\x7e]+$/],
];

function byText(bytes: Buffer): string | undefined {
  const text = bytes.toString(encodingOf(bytes), 0, readAsText).replace(/^\ufeff/, '');
  return texts.find(([, pattern]) => pattern.test(text))?.[0];
}

function encodingOf(bytes: Buffer): 'utf16le' | 'utf8' {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8';
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length);
}
