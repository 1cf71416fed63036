import { createRoot } from 'react-dom/client';
import './app/antd-mobile-react19.ts';
import { Providers } from './app/providers.tsx';
import { startTexts } from './i18n/index.ts';
import './styles.css';

startTexts();
const root = document.getElementById('root');
if (root) createRoot(root).render(<Providers />);
