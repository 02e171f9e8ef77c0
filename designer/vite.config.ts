import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** `vite --config designer/vite.config.ts` serves the app on its own and hands API calls to a running `npm start`. */
export default defineConfig({
  root,
  plugins: [react()],
  build: {
    outDir: '../dist/designer',
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and icons stay files of their own: the content policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'mantine', test: /node_modules[\\/]@mantine/ },
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|react-router|scheduler|@tanstack|i18next|react-i18next)[\\/]/,
            },
          ],
        },
      },
    },
  },
  // Sources of the folder api/ are served, requests to the API are handed on.
  server: { port: 5173, proxy: { '^/api/(?!.*\\.tsx?(\\?|$))': 'http://localhost:3000' } },
});
