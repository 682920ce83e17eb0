/** `integrity.json`: the hash of each script file, as `<script integrity>` and import maps take it (W3C SRI). */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** @param {string} folder of the files for a script tag */
export function writeIntegrity(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
  const hashes = Object.fromEntries(
    names.sort().map((name) => [name.split(sep).join('/'), hash(readFileSync(join(folder, name)))]),
  );
  writeFileSync(join(folder, 'integrity.json'), `${JSON.stringify(hashes, null, 2)}\n`);
}

const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
