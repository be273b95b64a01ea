import { existsSync } from 'node:fs';
import { readTexts, stalePlans, unresolvedReferences } from './document-references.js';

/** Put together so that this file does not refer to what does not exist. */
const document = (name: string): string => `${name}.${'md'}`;
const section = (number: string): string => `${'section'} ${number}`;

const SPECIFICATION = document('docs/specification');
const HEADINGS = '# Title\n\n## 2. Words\n\n1. first\n2. second\n\n### 3.1 The day itself\n';

function found(text: string, path = 'libs/a/src/a.ts'): string[] {
  const texts = new Map([
    [SPECIFICATION, HEADINGS],
    [path, text],
  ]);
  const folders = new Set(['libs/a/src']);
  return unresolvedReferences(texts, (name) => texts.has(name) || folders.has(name));
}

describe('references to documents', () => {
  it('all resolve', () => {
    expect(unresolvedReferences(readTexts(), existsSync)).toEqual([]);
  });

  it('no document or room is planned that is there', () => {
    expect(stalePlans()).toEqual([]);
  });

  it.each([
    ['a document that is not there', `/** ${document('spec')} */`],
    ['a heading that is not there', `/** (${SPECIFICATION} 3.2) */`],
    ['the second of two headings', `/** ${SPECIFICATION} 2 and 9 */`],
    ['a heading behind the end of a line', `/** see (${SPECIFICATION}\n * 9) */`],
    ['a step that is not there', `/** ${SPECIFICATION} 2, step 3 */`],
    ['a section of no document', `/** ${section('3.1')} */`],
  ])('is red for %s', (_, text) => {
    expect(found(text)).toHaveLength(1);
  });

  it.each([
    ['a link to nowhere', `[x](${document('nowhere')})`, 2],
    ['a link to no heading', `[x](${document('specification')}#nothing)`, 1],
    ['a room that is not there', '`libs/ghosts/src`', 1],
    ['a section that the document does not have', `see ${section('7')}`, 1],
  ])('is red in a document for %s', (_, text, problems) => {
    expect(found(text, document('docs/other'))).toHaveLength(problems);
  });

  it.each([
    `/** ${SPECIFICATION} 2 and 3.1 */`,
    `/** (${SPECIFICATION} 2, step 2) */`,
    `/** (${SPECIFICATION} 2,\n * Money) */`,
    `/** ${SPECIFICATION} */`,
  ])('is not red for %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('is not red for what resolves in a document', () => {
    const text = `[x](${document('specification')}#31-the-day-itself) and ${SPECIFICATION} 3.1, \`libs/a/src/\``;
    expect(found(text, document('docs/other'))).toEqual([]);
  });
});
