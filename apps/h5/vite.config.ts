import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Vite reads its configuration from the default export.
export default defineConfig({
  root: import.meta.dirname,
  base: '/m/',
  plugins: [react()],
  server: { proxy: { '/api': 'http://127.0.0.1:4300' } },
  build: { outDir: 'dist', emptyOutDir: true },
});
