import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMirror } from './mirror.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-'));
  await mkdir(join(folder, 'sources.list.d'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('reads stanzas, passing over security updates and what is disabled or not Debian', async () => {
  await writeFile(
    join(folder, 'sources.list.d', 'debian.sources'),
    `Types: deb
Enabled: no
URIs: http://disabled.example/debian
Suites: bookworm

Types: deb
# a comment
URIs: http://security.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /keys/debian.gpg
`,
  );
  await writeFile(join(folder, 'sources.list.d', 'a-tool.list'), 'deb https://tool.example/apt nodistro main\n');
  expect(await findMirror(folder)).toEqual({ uri: 'http://mirror.example/debian', keyring: '/keys/debian.gpg' });
});

it('reads lines with and without options', async () => {
  await writeFile(
    join(folder, 'sources.list'),
    `# deb http://comment.example/debian sid main
deb cdrom:[Debian]/ bookworm main
deb-src http://source.example/debian trixie main
deb [arch=amd64 signed-by=/keys/debian.gpg] https://mirror.example/debian/ trixie main
`,
  );
  expect(await findMirror(folder)).toEqual({ uri: 'https://mirror.example/debian/', keyring: '/keys/debian.gpg' });
});

it('finds none where there is none', async () => {
  await writeFile(join(folder, 'sources.list'), 'deb http://archive.example/ubuntu noble main\n');
  expect(await findMirror(folder)).toBeUndefined();
  expect(await findMirror(join(folder, 'missing'))).toBeUndefined();
});
