import { Agent, get, type IncomingMessage } from 'node:http';
import sharp from 'sharp';

// Fetches a photo and makes a thumbnail of it: as bare sharp, but for the way of the bytes.

const agent = new Agent({ keepAlive: true });

process.on('message', async (url: string) => {
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { agent }, resolve).on('error', reject),
  );
  const photo = Buffer.concat(await answer.toArray());
  await sharp(photo).resize(200).jpeg({ mozjpeg: true }).toBuffer();
  process.send?.(url);
});
process.once('disconnect', () => process.exit());
