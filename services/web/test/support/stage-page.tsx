import type { ChatState } from '@kcs/chat-client';
import { type ReactNode, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import '../../src/theme/tokens.css';
import '../../src/theme/base.css';
import { AdminApp } from '../../src/admin/admin-app.tsx';
import { App } from '../../src/app.tsx';
import { CallContext, createCallController } from '../../src/call/call-controller.ts';
import { ChatContext } from '../../src/chat/chat-context.ts';
import { getRoomIdInAddress } from '../../src/chat/room-address.ts';
import { DraftContext } from '../../src/composer/draft-context.ts';
import { createDraftStore } from '../../src/composer/draft-store.ts';
import { ChatLayout } from '../../src/layout/chat-layout.tsx';
import { ErrorBoundary } from '../../src/layout/error-boundary.tsx';
import { LoginPage } from '../../src/login/login-page.tsx';
import { applyTheme } from '../../src/theme/theme.ts';
import { showMessage } from '../../src/timeline/show-message.ts';
import { showEventToasts } from '../../src/toasts/show-event-toasts.ts';
import { createToastBoard } from '../../src/toasts/toast-board.ts';
import { ToastContext } from '../../src/toasts/toast-context.ts';
import { ConfirmDialog } from '../../src/ui/confirm-dialog.tsx';
import { Menu } from '../../src/ui/menu.tsx';
import { StandInCalls } from './stand-in-calls.ts';
import { StandInChat } from './stand-in-chat.ts';

/**
 * The scenes that a test can show on the test page. Each scene renders components of the real page. All scenes except
 * `app` and `admin` use a stand-in for the chat client.
 */
const RENDER_SCENE_BY_NAME = {
  login: (endReason) => <LoginPage reason={endReason} onLoggedIn={createCallRecorder('onLoggedIn')} />,
  chat: () => <ChatScene />,
  dialog: () => <DialogScene />,
  menu: () => <MenuScene />,
  /** The whole page with the real chat client. The test must answer the page's requests. */
  app: () => <App />,
  /** The whole administration page. The test must answer its requests. */
  admin: () => <AdminApp />,
} satisfies Record<string, (endReason: string | null) => ReactNode>;

export type SceneName = keyof typeof RENDER_SCENE_BY_NAME;

/** The object that a test uses to control the test page. */
interface PageStage {
  chat: StandInChat;
  calls: StandInCalls;
  /** Renders a scene. `endReason` is the text on the login page that says why the last session ended. */
  mount(scene: SceneName, state: ChatState, endReason: string | null): void;
  /**
   * Clears the storage, removes the scene, and sets the address, which is much faster than loading the page. Returns
   * false if the page must be loaded instead, because the last test changed the address or the browser history, or left
   * a dialog open.
   */
  reset(address: string): boolean;
}

declare global {
  var pageStage: PageStage;
}

function createCallRecorder(name: string): (...args: unknown[]) => void {
  return (...args) => pageStage.chat.calls.push({ method: name, args });
}

function ChatScene() {
  const [drafts] = useState(() => createDraftStore(pageStage.chat.client.getState().me.id));
  const [toasts] = useState(() => {
    const toastBoard = createToastBoard();
    showEventToasts(pageStage.chat.client, toastBoard, {
      openRoomId: getRoomIdInAddress,
      openMessage: (roomId, seq = 0) => showMessage(pageStage.chat.client, roomId, { seq }),
    });
    return toastBoard;
  });
  const [calls] = useState(() => {
    const controller = createCallController({
      loadCalls: async () => pageStage.calls.client,
      loadView: async () => (await import('../../src/call/call-view.tsx')).CallView,
    });
    void controller.load();
    return controller;
  });
  return (
    <ChatContext value={pageStage.chat.client}>
      <ToastContext value={toasts}>
        <DraftContext value={drafts}>
          <CallContext value={calls}>
            <ChatLayout onLogOut={createCallRecorder('onLogOut')} />
          </CallContext>
        </DraftContext>
      </ToastContext>
    </ChatContext>
  );
}

function DialogScene() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open ? (
        <ConfirmDialog
          title="Sure?"
          text="Think twice."
          action="Do it"
          onConfirm={createCallRecorder('onConfirm')}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

function MenuScene() {
  const [checked, setChecked] = useState('two');
  return (
    <Menu
      label="Numbers"
      itemRole="menuitemradio"
      items={['one', 'two', 'three', 'four'].map((id) => ({
        id,
        content: id,
        checked: id === checked,
        disabled: id === 'three',
      }))}
      onPick={setChecked}
      button={(props) => (
        <button type="button" {...props}>
          Number
        </button>
      )}
    />
  );
}

let sceneRoot: Root | undefined;
let openedAddress = location.href;
const initialHistoryLength = history.length;

applyTheme();
globalThis.pageStage = {
  chat: undefined as unknown as StandInChat,
  calls: undefined as unknown as StandInCalls,
  mount(scene, state, endReason) {
    this.chat = new StandInChat(state);
    this.calls = new StandInCalls(this.chat);
    this.chat.answer('api.people', { value: { items: [], hasMore: false } });
    sceneRoot = createRoot(document.getElementById('root') as HTMLElement);
    sceneRoot.render(<ErrorBoundary>{RENDER_SCENE_BY_NAME[scene](endReason)}</ErrorBoundary>);
  },
  reset(address) {
    localStorage.clear();
    sessionStorage.clear();
    const hasOpenLayer = history.state?.layers > 0;
    if (location.href !== openedAddress || history.length !== initialHistoryLength || hasOpenLayer)
      return false;
    sceneRoot?.unmount();
    // The scene may have stored something while it was being unmounted.
    localStorage.clear();
    sessionStorage.clear();
    const stepsToStart = address.includes('#') ? null : 0;
    history.replaceState({ layers: 0, stepsToStart }, '', address);
    openedAddress = location.href;
    dispatchEvent(new PopStateEvent('popstate'));
    document.title = 'Stage';
    applyTheme();
    return true;
  },
};
