import { expect, test } from '@jest/globals';
import { csvLine } from './csv.js';

test.each([
  [['a', 1, null, new Date('2026-02-12T10:00:00Z')], 'a,1,,2026-02-12T10:00:00.000Z'],
  [['a,b', 'say "no"', 'two\nlines'], '"a,b","say ""no""","two\nlines"'],
  [['=1+1', '+1', '-1', '@x', '\tx'], "'=1+1,'+1,'-1,'@x,'\tx"],
  [['a=b', -1], 'a=b,-1'],
  [['=a,"b"', '\rx', '\nx', '＝1', -0.000001], `"'=a,""b""","'\rx","'\nx",'＝1,-0.000001`],
])('%j', (cells, line) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`);
});
