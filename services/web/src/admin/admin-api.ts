import type { Session } from '@kcs/chat-client';
import type {
  AcceptedNotification,
  AdminRoom,
  AuditEntry,
  CreatedServiceAccount,
  DataExport,
  DeadLetter,
  GatewayMetricsReport,
  Session as LoginSession,
  ServiceAccount,
  ServiceScope,
  User,
  UserType,
  WebsocketStats,
} from '@kcs/contracts';
import { downloadExport } from './download-export.ts';

interface AdminPage<T> {
  readonly items: readonly T[];
  /** The cursor of the next page. Absent on the last page. */
  readonly nextCursor?: string;
}

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly user_type: UserType;
  readonly password: string;
}

export type UserChange = Partial<Pick<NewUser, 'password'>> & { readonly active?: boolean };

/** How many notifications a service account may send. Null means that the default of the system applies. */
export type AccountQuotas = Pick<
  ServiceAccount,
  'documents_per_second' | 'documents_per_day' | 'recipients_per_day'
>;

export type AdminSession = Pick<Session, 'request' | 'url' | 'token' | 'renew'>;

/** The REST routes that the administration page uses. All of them are public routes for Admins. */
export function createAdminApi({ request, ...session }: AdminSession) {
  const get = async <T>(path: string): Promise<T> => (await request<T>(path)).data;
  const sendChange = async <T>(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<T> => (await request<T>(path, { method, ...(body && { body }) })).data;
  const requestPage = async <T>(
    path: string,
    query: Record<string, string | undefined>,
  ): Promise<AdminPage<T>> => {
    const givenParameters = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
    const { data, page } = await request<T[]>(`${path}?${new URLSearchParams(givenParameters)}`);
    return { items: data, ...(page?.next_cursor && { nextCursor: page.next_cursor }) };
  };
  return {
    readMetrics: () => get<GatewayMetricsReport>('/admin/metrics?minutes=60'),
    readStats: () => get<WebsocketStats>('/chat/admin/websocket-stats'),
    listUsers: (search: string, cursor?: string) => requestPage<User>('/users', { search, cursor }),
    createUser: (user: NewUser) => sendChange<User>('POST', '/users', user),
    updateUser: (id: string, update: UserChange) => sendChange<User>('PATCH', `/users/${id}`, update),
    endSessions: (userId: string) => sendChange<{ ended: number }>('DELETE', `/users/${userId}/sessions`),
    listSessions: (userId: string, cursor?: string) =>
      requestPage<LoginSession>(`/users/${userId}/sessions`, { cursor }),
    endSession: (userId: string, sessionId: string) =>
      sendChange<object>('DELETE', `/users/${userId}/sessions/${sessionId}`),
    listRooms: (search: string, cursor?: string) =>
      requestPage<AdminRoom>('/admin/rooms', { search, cursor }),
    listAccounts: (cursor?: string) => requestPage<ServiceAccount>('/service-accounts', { cursor }),
    createAccount: (name: string, scopes: readonly ServiceScope[]) =>
      sendChange<CreatedServiceAccount>('POST', '/service-accounts', { name, scopes }),
    setAccountActive: (id: string, active: boolean) =>
      sendChange<ServiceAccount>('PATCH', `/service-accounts/${id}`, { active }),
    setQuotas: (id: string, quotas: AccountQuotas) =>
      sendChange<ServiceAccount>('PATCH', `/service-accounts/${id}`, quotas),
    rotateToken: (id: string) => sendChange<{ token: string }>('POST', `/service-accounts/${id}/rotate`, {}),
    deleteAccount: (id: string) => sendChange<object>('DELETE', `/service-accounts/${id}`),
    requestExport: (subject: { readonly user_id: string } | { readonly room_id: string }) =>
      sendChange<DataExport>('POST', '/admin/exports', subject),
    listExports: (cursor?: string) => requestPage<DataExport>('/admin/exports', { cursor }),
    deleteExport: (id: string) => sendChange<object>('DELETE', `/admin/exports/${id}`),
    downloadExport: (id: string) => downloadExport(session, id),
    listAudit: (cursor?: string) => requestPage<AuditEntry>('/admin/audit', { cursor }),
    listDeadLetters: (cursor?: string) => requestPage<DeadLetter>('/admin/dead-letters', { cursor }),
    replayDeadLetter: (id: string) =>
      sendChange<AcceptedNotification>('POST', `/admin/dead-letters/${id}/replay`, {}),
    deleteDeadLetter: (id: string) => sendChange<object>('DELETE', `/admin/dead-letters/${id}`),
  };
}

export type AdminApi = ReturnType<typeof createAdminApi>;
