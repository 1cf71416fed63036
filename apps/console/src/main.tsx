import { createRoot } from 'react-dom/client';
import { Providers } from './app/providers.tsx';
import { startTexts } from './i18n/index.ts';
import './styles/index.css';

startTexts();
const root = document.getElementById('root');
if (root) createRoot(root).render(<Providers />);
