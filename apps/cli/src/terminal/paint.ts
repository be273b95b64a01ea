/** Colours on a terminal, plain text elsewhere (also where NO_COLOR asks for it). */
function paint(code: number): (text: string) => string {
  return (text) => (process.stdout.hasColors?.() === true ? `\u001b[${code}m${text}\u001b[0m` : text);
}

export const green = paint(32);
export const red = paint(31);
export const yellow = paint(33);
export const dim = paint(2);
export const bold = paint(1);
