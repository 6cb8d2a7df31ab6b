import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme } from './theme/theme.ts';
import './index.css';

applyTheme();
createRoot(document.getElementById('root') as HTMLElement).render(<App />);
