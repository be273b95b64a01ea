/** Starts the simulator, which is no part of the build: its TypeScript is compiled while it is loaded. */
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);
await import('./command.ts');
