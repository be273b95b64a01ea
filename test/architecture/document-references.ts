import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Texts by path from the project's root. */
export type Texts = ReadonlyMap<string, string>;

/** What documents name though it is to come; whatever exists must go from here. */
const PLANNED: readonly string[] = [];

const IGNORED = new Set(['node_modules', 'dist', 'coverage', '.git', 'package-lock.json']);
const TEXT = /\.(ts|tsx|mjs|md|json|ya?ml|example|txt)$|(^|\/)(Dockerfile|run|\.\w+)$/;

/** Every text file of the project. */
export function readTexts(root = process.cwd()): Texts {
  const texts = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (IGNORED.has(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && TEXT.test(path)) texts.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  visit('');
  return texts;
}

/**
 * References to documents, files and headings that do not exist.
 * @param exists whether there is a file or folder at a path from the project's root
 */
export function unresolvedReferences(texts: Texts, exists: (path: string) => boolean): string[] {
  const headings = new Map(
    [...texts].filter(([path]) => path.endsWith('.md')).map(([path, text]) => [path, headingsOf(text)]),
  );
  return [...texts].flatMap(([path, text]) => {
    const known = (target: string): boolean => exists(target) || PLANNED.some((planned) => isIn(planned, target));
    return [
      ...documentReferences(path, text, headings, known),
      ...(path.endsWith('.md') ? [...links(path, text, headings, known), ...pathsInDocuments(path, text, known)] : []),
      ...sectionsWithoutDocument(path, text, headings),
    ].map((problem) => `${path}: ${problem}`);
  });
}

/** Planned things that are there by now. */
export function stalePlans(exists: (path: string) => boolean = existsSync): string[] {
  return PLANNED.filter(exists);
}

interface Headings {
  /** `3.2` of `### 3.2 Today's queue`. */
  readonly numbers: ReadonlySet<string>;
  /** As links name them: `32-todays-queue`. */
  readonly anchors: ReadonlySet<string>;
  /** By the number of a heading, the numbers of the list beneath it. */
  readonly steps: ReadonlyMap<string, ReadonlySet<string>>;
}

function headingsOf(text: string): Headings {
  const numbers = new Set<string>();
  const anchors = new Set<string>();
  const steps = new Map<string, Set<string>>();
  let current = '';
  for (const line of text.split('\n')) {
    const title = /^#{1,6} (.*)/.exec(line)?.[1];
    if (title !== undefined) {
      anchors.add(anchorOf(title));
      current = /^(\d+(?:\.\d+)*)\.?\s/.exec(title)?.[1] ?? '';
      if (current !== '') numbers.add(current);
    }
    const step = /^(\d+)\. /.exec(line)?.[1];
    if (step !== undefined) steps.set(current, (steps.get(current) ?? new Set()).add(step));
  }
  return { numbers, anchors, steps };
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

/** `docs/specification.md 2 and 3.2`, `docs/architecture.md 3, step 2`, or a document without a heading. */
const DOCUMENT =
  /(?<![\w/.-])((?:[\w.-]+\/)*[\w-]+\.md)\b((?:[`)]*[, ]+(?:and )?\d+(?:\.\d+)*(?![\w%]))*)(, step (\d+))?/gi;

function documentReferences(
  path: string,
  text: string,
  headings: ReadonlyMap<string, Headings>,
  known: (target: string) => boolean,
): string[] {
  return [...joined(text).matchAll(DOCUMENT)].flatMap(([, name = '', numbers = '', , step]) => {
    const target = [name, normalize(join(dirname(path), name))].find(known);
    if (target === undefined) return [`${name} does not exist`];
    const wanted = [...numbers.matchAll(/\d+(?:\.\d+)*/g)].map(([number]) => number);
    const there = headings.get(target);
    const last = wanted.at(-1);
    return [
      ...wanted.filter((number) => there?.numbers.has(number) !== true).map((number) => `${name} has no ${number}`),
      ...(step !== undefined && last !== undefined && there?.steps.get(last)?.has(step) !== true
        ? [`${name} ${last} has no step ${step}`]
        : []),
    ];
  });
}

/** Comments as running text: a reference may be cut by a line's end. */
function joined(text: string): string {
  return text.replaceAll(/\n\s*(\*|\/\/)?[ \t]*/g, ' ');
}

function links(
  path: string,
  text: string,
  headings: ReadonlyMap<string, Headings>,
  known: (target: string) => boolean,
): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file));
    if (!known(target)) return [`the link ${link} leads nowhere`];
    const isThere = anchor === undefined || headings.get(target)?.anchors.has(anchor) === true;
    return isThere ? [] : [`the link ${link} leads to no heading`];
  });
}

/** Files and folders of the project that a document names in backticks. */
function pathsInDocuments(path: string, text: string, known: (target: string) => boolean): string[] {
  // What was is told there.
  if (path === 'CHANGELOG.md') return [];
  return [...text.matchAll(/`((?:apps|libs|test|docs)\/[\w./-]*[\w/-])`/g)]
    .map(([, name = '']) => name.replace(/\/$/, ''))
    .filter((name) => !known(name))
    .map((name) => `${name} does not exist`);
}

/** A section by its number says nothing where no document is named; in a document it means its own. */
function sectionsWithoutDocument(path: string, text: string, headings: ReadonlyMap<string, Headings>): string[] {
  const own = headings.get(path);
  return [...joined(text).matchAll(/(?<!RFC \d+,? )\bsections? (\d+(?:\.\d+)*)/gi)]
    .map(([, number = '']) => number)
    .filter((number) => own?.numbers.has(number) !== true)
    .map((number) => (own === undefined ? `section ${number} of which document?` : `there is no section ${number}`));
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
