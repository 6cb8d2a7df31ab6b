import { createRoot } from 'react-dom/client';
import { App } from './components/app.tsx';
import { applyTheme } from './hooks/use-theme.ts';
import './styles/index.css';

applyTheme();
createRoot(document.getElementById('root') as HTMLElement).render(<App />);
