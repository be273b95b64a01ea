import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  resolve: { conditions: ['app-src', ...defaultClientConditions] },
  // The API puts the nonce of each answer in its place.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: '../../dist/apps/console',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    // A page that is inlined as data would need leave of the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
