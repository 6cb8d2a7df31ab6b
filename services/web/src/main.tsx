import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { App } from './app.tsx';
import { ErrorBoundary } from './layout/error-boundary.tsx';
import { announceFocus } from './notifications/focused-page.ts';
import { applyTheme } from './theme/theme.ts';

applyTheme();
announceFocus();
createRoot(document.getElementById('root') as HTMLElement).render(
  <ErrorBoundary>
    <App />
  </ErrorBoundary>,
);
