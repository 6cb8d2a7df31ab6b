import { getLastRequestId } from '@kcs/chat-client';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import './error-boundary.css';

/** Shows an error page with a reload button when a component fails to render. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <RenderFailurePage /> : this.props.children;
  }
}

function RenderFailurePage() {
  const lastRequestId = getLastRequestId();
  return (
    <main className="failed-page" role="alert">
      <h1>Something went wrong</h1>
      <p>Reload the page to continue. Messages that wait to be sent are kept.</p>
      <Button variant="primary" onClick={() => location.reload()}>
        Reload
      </Button>
      {lastRequestId !== null ? (
        <p className="muted small">
          <span>If this happens again, tell your administrator this request ID: </span>
          <code>{lastRequestId}</code>
        </p>
      ) : null}
    </main>
  );
}
