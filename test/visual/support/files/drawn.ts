// Pictures for the messages of the pictures: flat landscapes, whose few colours stay the same in every browser.
import { PNG } from 'pngjs';
import { rgbaToThumbHash } from 'thumbhash';

type Colour = readonly [red: number, green: number, blue: number];

interface Scenery {
  sky: Colour;
  sun: Colour;
  hill: Colour;
  meadow: Colour;
}

const day: Scenery = {
  sky: [158, 205, 232],
  sun: [255, 240, 180],
  hill: [96, 138, 128],
  meadow: [150, 186, 92],
};
const dusk: Scenery = {
  sky: [244, 178, 132],
  sun: [255, 238, 190],
  hill: [120, 78, 110],
  meadow: [70, 52, 84],
};
const night: Scenery = { sky: [30, 40, 82], sun: [226, 230, 240], hill: [24, 58, 74], meadow: [14, 32, 44] };
/** On a light ground, only its edge shows that it is a picture. */
const snow: Scenery = {
  sky: [255, 255, 255],
  sun: [250, 250, 250],
  hill: [244, 246, 248],
  meadow: [255, 255, 255],
};

export const sceneries = { day, dusk, night, snow };

export interface Drawn {
  data: string;
  /** A ThumbHash. */
  preview: string;
}

/** A landscape as a PNG, in base64, and its preview. */
export function drawn(width: number, height: number, scenery: Scenery): Drawn {
  const png = paint(width, height, scenery);
  const scale = 60 / Math.max(width, height);
  const small = paint(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
    scenery,
  );
  return {
    data: PNG.sync.write(png).toString('base64'),
    preview: Buffer.from(rgbaToThumbHash(small.width, small.height, small.data)).toString('base64url'),
  };
}

function paint(width: number, height: number, scenery: Scenery): PNG {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      png.data.set([...colourAt(x / width, y / height, width / height, scenery), 255], at);
    }
  }
  return png;
}

function colourAt(x: number, y: number, ratio: number, { sky, sun, hill, meadow }: Scenery): Colour {
  if (y > 0.78 - 0.06 * Math.sin(x * 5 + 1)) return meadow;
  if (y > 0.55 + 0.16 * Math.sin(x * 7) * Math.cos(x * 3)) return hill;
  const [across, down] = [(x - 0.72) * Math.max(ratio, 1), (y - 0.26) / Math.min(ratio, 1)];
  return Math.hypot(across, down) < 0.11 ? sun : sky;
}
