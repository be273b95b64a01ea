/** Where the board is; outside the API's prefix. */
export const BOARD_PATH = '/admin/queues';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The form that an admin signs in with, as a page. @param problem why the last attempt failed; empty at first */
export function signInPage(problem: string): string {
  const alert = problem === '' ? '' : `<p role="alert">${escaped(problem)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Queues: sign in</title>
<style>
  body { display: grid; place-items: center; min-height: 100vh; margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: #151a21; color: #e6e9ee }
  form { display: grid; gap: .75rem; width: min(20rem, 90vw); padding: 2rem; border-radius: .5rem; background: #1e252e }
  h1 { margin: 0; font-size: 1.25rem }
  label { display: grid; gap: .25rem }
  input, button { padding: .5rem .75rem; border: 1px solid #46505d; border-radius: .25rem; background: #151a21; color: inherit; font: inherit }
  button { border: 0; background: #2f6feb; color: #fff; cursor: pointer }
  :focus-visible { outline: 2px solid #8ab4ff; outline-offset: 2px }
  [role=alert] { margin: 0; color: #ff9c9c }
</style>
</head>
<body>
<form method="post" action="${BOARD_PATH}/sign-in">
<h1>Queues</h1>
${alert}
<label>E-mail address <input type="email" name="email" autocomplete="username" required autofocus></label>
<label>Password <input type="password" name="password" autocomplete="current-password" required></label>
<label>2FA code <input name="twoFACode" inputmode="numeric" autocomplete="one-time-code" placeholder="only while signing in is slowed down"></label>
<button>Sign in</button>
</form>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
