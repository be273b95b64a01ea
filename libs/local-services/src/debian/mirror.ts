import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A Debian archive that the machine's own package sources name, and the keys that sign it. */
export interface Mirror {
  uri: string;
  keyring: string;
}

const KEYRINGS = ['/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp'];
const DEBIAN_SUITE =
  /^(bullseye|bookworm|trixie|forky|duke|sid|oldstable|stable|testing|unstable)(-updates|-backports)?$/;

/** Finds the mirror in /etc/apt, in either of its two notations; undefined when none is Debian's. */
export async function findMirror(folder = '/etc/apt'): Promise<Mirror | undefined> {
  const parts = join(folder, 'sources.list.d');
  const names = await readdir(parts).catch(() => []);
  const files = [join(folder, 'sources.list'), ...names.sort().map((name) => join(parts, name))];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = file.endsWith('.sources') ? fromStanzas(text) : fromLines(text);
    if (found === undefined) continue;
    const keyring = found.keyring ?? (await firstReadable(KEYRINGS));
    if (keyring !== undefined) return { uri: found.uri, keyring };
  }
  return undefined;
}

interface Found {
  uri: string;
  keyring: string | undefined;
}

/** The deb822 notation: stanzas of `Field: value`. */
function fromStanzas(text: string): Found | undefined {
  for (const stanza of text.split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    for (const line of stanza.split('\n')) {
      const match = /^([\w-]+):\s*(.*)$/.exec(line);
      if (match?.[1] !== undefined) fields.set(match[1].toLowerCase(), (match[2] ?? '').trim());
    }
    const suites = (fields.get('suites') ?? '').split(/\s+/);
    const uri = (fields.get('uris') ?? '').split(/\s+/)[0] ?? '';
    const enabled = fields.get('enabled') !== 'no' && (fields.get('types') ?? '').includes('deb');
    if (!enabled || !isWeb(uri) || !suites.some((suite) => DEBIAN_SUITE.test(suite))) continue;
    const signedBy = fields.get('signed-by') ?? '';
    return { uri, keyring: signedBy.startsWith('/') ? signedBy : undefined };
  }
  return undefined;
}

/** The notation of one line for each source: `deb [options] uri suite components`. */
function fromLines(text: string): Found | undefined {
  for (const line of text.split('\n')) {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line.trim());
    const [, options, uri, suite] = match ?? [];
    if (uri === undefined || suite === undefined || !isWeb(uri) || !DEBIAN_SUITE.test(suite)) continue;
    return { uri, keyring: /signed-by=(\/[^\s,]+)/.exec(options ?? '')?.[1] };
  }
  return undefined;
}

function isWeb(uri: string): boolean {
  return /^(https?|mirror\+https?):/.test(uri);
}

async function firstReadable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const found = await readFile(file).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
