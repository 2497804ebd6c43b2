import sharp from 'sharp';

/** The brightness of a picture, from 0 to 255, in rows; what is transparent lies on grey. */
export interface Luma {
  width: number;
  height: number;
  values: Float64Array;
}

// Taken once: jest looks up what is global anew at each use, and a picture has millions of them.
const { floor } = Math;

const side = 8;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/** How alike two pictures of one size look, 1 where they are the same: the mean over all windows of 8 x 8 pixels (Wang et al. 2004). */
export function ssim(one: Luma, other: Luma): number {
  const { width, height, values: x } = one;
  const { values: y } = other;
  if (width !== other.width || height !== other.height) {
    throw new Error(`${width} x ${height} cannot be compared with ${other.width} x ${other.height}`);
  }
  const across = Math.min(side, width);
  const down = Math.min(side, height);
  const meansOf = (product: (at: number) => number) => windowMeans(one, product, across, down);
  const means = {
    x: meansOf((at) => x[at] ?? 0),
    y: meansOf((at) => y[at] ?? 0),
    xx: meansOf((at) => (x[at] ?? 0) ** 2),
    yy: meansOf((at) => (y[at] ?? 0) ** 2),
    xy: meansOf((at) => (x[at] ?? 0) * (y[at] ?? 0)),
  };
  let sum = 0;
  for (let at = 0; at < means.x.length; at += 1) {
    const [mx, my] = [means.x[at] ?? 0, means.y[at] ?? 0];
    const variances = (means.xx[at] ?? 0) - mx * mx + (means.yy[at] ?? 0) - my * my;
    const covariance = (means.xy[at] ?? 0) - mx * my;
    sum += ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx * mx + my * my + c1) * (variances + c2));
  }
  return sum / means.x.length;
}

/** Of every window, in rows: four of the sums of all that is above and to the left. */
function windowMeans(
  { width, height }: Luma,
  value: (at: number) => number,
  across: number,
  down: number,
): Float64Array {
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += value(y * width + x);
      sums[(y + 1) * stride + x + 1] = row + (sums[y * stride + x + 1] ?? 0);
    }
  }
  const columns = width - across + 1;
  const means = new Float64Array(columns * (height - down + 1));
  for (let window = 0; window < means.length; window += 1) {
    const top = floor(window / columns) * stride + (window % columns);
    const bottom = top + down * stride;
    const [left, right] = [
      (sums[bottom] ?? 0) - (sums[top] ?? 0),
      (sums[bottom + across] ?? 0) - (sums[top + across] ?? 0),
    ];
    means[window] = (right - left) / (across * down);
  }
  return means;
}

export async function lumaOf(picture: Buffer): Promise<Luma> {
  const { data, info } = await sharp(picture)
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const values = new Float64Array(width * height);
  for (let pixel = 0, at = 0; pixel < values.length; pixel += 1, at += channels) {
    const [red = 0, green = red, blue = red] = [data[at], data[at + 1], data[at + 2]];
    values[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { width, height, values };
}

/** Exactly what scaling down should make: Lanczos with three lobes in floats, in one step and by no short cut. */
export function reduced(picture: Luma, width: number, height: number): Luma {
  const rows = alongRows(picture, width);
  return transposed(alongRows(transposed(rows), height));
}

function alongRows({ width, height, values }: Luma, to: number): Luma {
  const taps = lanczos(width, to);
  const scaled = new Float64Array(to * height);
  for (let at = 0; at < scaled.length; at += 1) {
    const { first, weights } = taps[at % to] ?? { first: 0, weights: [] };
    const from = floor(at / to) * width + first;
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap += 1) sum += (weights[tap] ?? 0) * (values[from + tap] ?? 0);
    scaled[at] = sum;
  }
  return { width: to, height, values: scaled };
}

function lanczos(from: number, to: number): { first: number; weights: number[] }[] {
  const step = from / to;
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - 3 * step));
    const last = Math.min(from - 1, floor(centre + 3 * step));
    const raw = Array.from({ length: last - first + 1 }, (__, index) =>
      lobe((first + index - centre) / step),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

function lobe(x: number): number {
  const angle = Math.PI * x;
  return Math.abs(angle) < 1e-9 ? 1 : (3 * Math.sin(angle) * Math.sin(angle / 3)) / angle ** 2;
}

function transposed({ width, height, values }: Luma): Luma {
  const turned = new Float64Array(values.length);
  for (let at = 0; at < turned.length; at += 1) {
    turned[at] = values[(at % height) * width + floor(at / height)] ?? 0;
  }
  return { width: height, height: width, values: turned };
}

export function partOf(picture: Luma, left: number, top: number, width: number, height: number): Luma {
  const values = Float64Array.from({ length: width * height }, (_, at) => {
    const y = top + floor(at / width);
    return picture.values[y * picture.width + left + (at % width)] ?? 0;
  });
  return { width, height, values };
}
