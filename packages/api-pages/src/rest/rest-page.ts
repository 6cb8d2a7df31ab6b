import 'swagger-ui-dist/swagger-ui.css';
import swaggerUiUrl from 'swagger-ui-dist/swagger-ui-bundle.js?url';
import '../page/page.css';
import './rest-page.css';
import { fetchDocument, type JsonObject } from '../page/fetch-document.ts';
import { loadScript } from '../page/load-script.ts';
import { showReference } from '../page/show-reference.ts';
import { SessionPanel } from './session-panel.ts';

/** A request that Swagger UI is about to send. */
interface ConsoleRequest {
  readonly headers: Record<string, string>;
}
interface ConsoleResponse {
  readonly status: number;
}

/** The global variable that Swagger UI defines. */
declare const SwaggerUIBundle: (options: {
  readonly domNode: HTMLElement;
  readonly spec: JsonObject;
  readonly [option: string]: unknown;
}) => void;

const renderNothing = () => null;
/** A plugin that hides Swagger UI's own dialog for tokens, because the panel at the top of the page replaces it. */
const hideAuthorizeDialogPlugin = {
  wrapComponents: {
    authorizeBtn: () => renderNothing,
    authorizeOperationBtn: () => renderNothing,
  },
};

const session = new SessionPanel();

await showReference(async (container) => {
  const [openApiDocument] = await Promise.all([fetchDocument('/docs/json'), loadScript(swaggerUiUrl)]);
  SwaggerUIBundle({
    domNode: container,
    spec: openApiDocument,
    deepLinking: true,
    filter: true,
    displayRequestDuration: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    tryItOutEnabled: true,
    validatorUrl: null,
    plugins: [hideAuthorizeDialogPlugin],
    requestInterceptor: (request: ConsoleRequest) => {
      const { token } = session;
      if (token !== undefined) request.headers.Authorization = `Bearer ${token}`;
      return request;
    },
    responseInterceptor: (response: ConsoleResponse) => {
      if (response.status === 401) session.reportRefusedToken();
      return response;
    },
  });
});
