// S3 in a process of its own, to be killed and measured: forked with the folder as its argument.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { peakBytes } from '../../../local/lambda/peak-memory.ts';
import { openS3 } from '../../../local/s3/index.ts';
import { account, buckets, credentials, region } from './running-s3.ts';

const [, , folder = ''] = process.argv;
const s3 = openS3({ folder, buckets, credentials, region, account });
const server = createServer((request, response) => s3.handle(request, response));
server.on('checkContinue', (request, response) => s3.handle(request, response));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ peakBytes: peakBytes() }));
