/**
 * `node apps/cli/run.mjs <command> [arguments…]`: run-command.mjs, if Node.js is new enough for it. An old one is told so
 * before anything is installed: here is only what it can read, and no import that it may not have.
 */
const version = /^v(\d+)\.(\d+)/.exec(process.version);
const major = Number(version[1]);

if (major > 20 || (major === 20 && Number(version[2]) >= 19)) {
  import('./run-command.mjs');
} else {
  console.error('Node.js 20.19 or newer is needed; this is ' + process.version + ', ' + process.execPath + '.');
  console.error('Install the current LTS from https://nodejs.org, or "nvm install" (.nvmrc), and try again.');
  process.exitCode = 1;
}
