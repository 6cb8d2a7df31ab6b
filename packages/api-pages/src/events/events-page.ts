import { AsyncApiComponentWP } from '@asyncapi/react-component';
import '@asyncapi/react-component/styles/default.min.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '../page/page.css';
import './events-page.css';
import { fetchDocument } from '../page/fetch-document.ts';
import { showReference } from '../page/show-reference.ts';
import { arrangeDocument } from './arrange-document.ts';

await showReference(async (container) => {
  const asyncApiDocument = await fetchDocument('/docs/asyncapi.json');
  const reference = createElement(AsyncApiComponentWP, {
    schema: arrangeDocument(asyncApiDocument),
    config: {
      show: { sidebar: true, messages: false, schemas: false },
      expand: { messageExamples: true },
      sidebar: { showOperations: 'byOperationsTags' },
      sendLabel: 'sent by KCS Chat',
      replyLabel: 'sent by clients',
      receiveLabel: 'sent by other services',
    },
  });
  makeMenuButtonAccessible(container);
  createRoot(container).render(reference);
});

/** Makes the component's button for the table of contents usable by keyboard and with a screen reader. */
function makeMenuButtonAccessible(container: HTMLElement): void {
  const selector = '.burger-menu';
  const describeButton = () => {
    for (const menuButton of container.querySelectorAll(`${selector}:not([role])`)) {
      menuButton.setAttribute('role', 'button');
      menuButton.setAttribute('tabindex', '0');
      menuButton.setAttribute('aria-label', 'Table of contents');
    }
  };
  // The component may create the button again, so watch for new ones.
  new MutationObserver(describeButton).observe(container, { childList: true, subtree: true });
  container.addEventListener('keydown', ({ key, target }) => {
    if (target instanceof HTMLElement && target.matches(selector) && (key === 'Enter' || key === ' '))
      target.click();
  });
}
