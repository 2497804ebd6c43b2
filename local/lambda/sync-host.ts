import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The SDK sends StartSyncExecution to `sync-` in front of the endpoint's host name, whatever endpoint it was given. No
 * resolver knows sync-127.0.0.1, so it is made to mean this machine here, and the functions stay as they deploy.
 */
export function resolveSyncHost(): void {
  const lookup = dns.lookup as (hostname: string, ...rest: unknown[]) => void;
  const withoutPrefix = (hostname: string, ...rest: unknown[]) =>
    lookup(hostname.replace(/^sync-(?=(?:127\.0\.0\.1|localhost)$)/, ''), ...rest);
  // With what promisify finds on it. node:net looks the function up anew for each connection.
  Object.defineProperties(withoutPrefix, Object.getOwnPropertyDescriptors(lookup));
  dns.lookup = withoutPrefix as typeof dns.lookup;
  syncBuiltinESMExports();
}
