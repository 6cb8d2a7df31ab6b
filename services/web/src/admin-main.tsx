import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import { AdminApp } from './admin/admin-app.tsx';
import { ErrorBoundary } from './layout/error-boundary.tsx';
import { applyTheme } from './theme/theme.ts';

applyTheme();
createRoot(document.getElementById('root') as HTMLElement).render(
  <ErrorBoundary>
    <AdminApp />
  </ErrorBoundary>,
);
